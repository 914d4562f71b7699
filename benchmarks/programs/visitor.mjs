// Asks for a route of a host at a steady rate, in a process of its own, and returns how long each response took.
import { Pool } from 'undici';
import { readGiven, serveParent } from '../lib/child.mjs';
import { keepRate } from '../lib/load.mjs';

const { url, perSecond, ms } = readGiven();
const { origin, pathname: path } = new URL(url);
const pool = new Pool(origin, { connections: 16 });
const visit = async () => void (await (await pool.request({ method: 'GET', path })).body.text());

serveParent({
  handlers: { visit: async () => (await keepRate(perSecond, ms, visit)).times },
  stop: () => pool.destroy(),
});

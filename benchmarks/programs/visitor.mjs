// Requests a route of a host at a constant rate, in a separate process, and returns the time of each response.
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

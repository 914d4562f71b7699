// Sends as many messages as it can, from one address or several.
import { Pool } from 'undici';
import { readGiven, serveParent } from '../lib/child.mjs';
import { nextRequest } from '../lib/collect-request.mjs';
import { keepInFlight } from '../lib/load.mjs';

const { url, addresses, ms, width } = readGiven();
const pool = new Pool(url, { connections: width });

async function flood() {
  const statuses = {};
  const acknowledged = [];
  let count = 0;
  await keepInFlight(width, { ms }, async () => {
    const { headers, body } = nextRequest();
    const address = count++ % addresses;
    const response = await pool.request({
      method: 'POST',
      path: '/twin/collect',
      headers: { ...headers, 'x-forwarded-for': `81.3.${address >> 8}.${address & 255}` },
      body,
    });
    const { results = [] } = await response.body.json();
    statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
    for (const { status, eventId } of results) if (status === 'accepted') acknowledged.push(eventId);
  });
  return { statuses, acknowledged };
}

serveParent({ handlers: { flood }, stop: () => pool.destroy() });

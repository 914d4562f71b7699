// Stands in for Graph: accepts everything, at once or after a delay, and counts it. The sandbox would also store it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { readGiven, serveParent } from '../lib/child.mjs';

const { delayMs = 0 } = readGiven();

// No text inside of an event can have these quotes: JSON would escape them. Parsing would cost the machine more.
const mark = Buffer.from('"event_name":');
let received = 0;
let requests = 0;

function countEvents(body) {
  let events = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) events++;
  return events;
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const events = countEvents(Buffer.concat(chunks));
  if (delayMs > 0) await setTimeout(delayMs);
  received += events;
  requests++;
  response.setHeader('content-type', 'application/json');
  response.end(`{"events_received":${events},"messages":[],"fbtrace_id":"x"}`);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

serveParent({
  ready: { url: `http://127.0.0.1:${server.address().port}` },
  handlers: { counts: () => ({ received, requests }) },
});

// A stand-in for Graph: accepts all events, at once or after a delay, and counts them. The sandbox would also store
// them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { readGiven, serveParent } from '../lib/child.mjs';

const { delayMs = 0 } = readGiven();

// No text in an event can contain these quotes, because JSON escapes them. Parsing would cost more.
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

// In a project with the packed packages: starts a server, loads a page and its script, sends a message, and prints the
// result. node try-server.mjs PROGRAM [ARGUMENT …]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createSandbox } from '@twinbeam/sandbox';

const sandbox = await createSandbox();
const probe = createServer().listen(0);
await once(probe, 'listening');
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

const url = `http://localhost:${port}`;
const server = spawn(process.execPath, process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    PORT: String(port),
    META_PIXEL_ID: '1234567890',
    META_ACCESS_TOKEN: 'token',
    META_GRAPH_URL: sandbox.url,
    // A separate outbox, because the previous server has sent the same event.
    TWINBEAM_OUTBOX: `lmdb:outbox-${port}`,
  },
});
const ended = once(server, 'exit');

/** Retries for up to a minute until there is a result. */
async function poll(find) {
  for (let tries = 0; tries < 1200 && server.exitCode === null; tries++) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nothing came of ${process.argv[2]}.`);
}

try {
  const script = await poll(() => fetch(`${url}/twin/t.js`).catch(() => undefined));
  const text = await script.text();
  const [, version] = /"version":"(\w+)"/.exec(text) ?? [];
  const debug = await fetch(`${url}/twin/t-debug.${version}.js`);
  const message = { type: 'track', event: 'Lead', messageId: 'message-1', anonymousId: 'visitor-1' };
  const response = await fetch(`${url}/twin/collect`, {
    method: 'POST',
    headers: { 'x-forwarded-for': '8.8.8.8', 'user-agent': 'Mozilla/5.0 Test/1', origin: url },
    body: JSON.stringify({ batch: [{ ...message, context: { page: { url: `${url}/` } } }] }),
  });
  const events = await poll(() => sandbox.events().length > 0 && sandbox.events());
  const page = await fetch(url);
  const result = {
    page: page.status,
    script: [script.status, text.length > 10_000],
    debug: [debug.status, (await debug.text()).length > 10_000],
    collect: response.status,
    events: events.map(({ event_name, event_id }) => [event_name, event_id]),
  };
  console.log(`\n${JSON.stringify(result)}`);
} finally {
  server.kill();
  await ended;
  await sandbox.close();
}

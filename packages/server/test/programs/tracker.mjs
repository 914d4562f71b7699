// Tracks events from many tasks at once, and prints each acknowledged event: `ack <event id>`. node tracker.mjs
// GRAPH-URL OUTBOX PREFIX [OPTIONS]; with the prefix `once` it tracks one event, with `drain` none. With the option
// `log` it prints its log: `log <text> <data>`.
import { createTwinbeam } from '@twinbeam/server';

const [graphUrl, outbox, prefix, more = '{}'] = process.argv.slice(2);
const { pauseMs = 20, log = false, ...options } = JSON.parse(more);
const write = (data, text) => log && process.stdout.write(`log ${text} ${JSON.stringify(data)}\n`);
const twinbeam = createTwinbeam({
  pixelId: '1',
  accessToken: 't',
  graphUrl,
  outbox,
  timeoutMs: 200,
  leaseMs: 500,
  logger: { info: write, warn: write, error: write },
  ...options,
});
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
let number = 0;

/** Like a browser, sends an event again that could not be stored. */
const track = async (eventId) => {
  for (;;) {
    try {
      await twinbeam.track('Lead', {}, { identity, eventId, orThrow: true });
      process.stdout.write(`ack ${eventId}\n`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
};

if (prefix === 'drain') {
  process.stdout.write((await twinbeam.flush(60_000)) ? 'drained\n' : 'not drained\n');
  await twinbeam.close();
} else if (prefix === 'once') {
  await track('once-1');
  await twinbeam.close();
} else {
  const task = async () => {
    for (;;) {
      await track(`${prefix}-${++number}`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs));
    }
  };
  await Promise.all(Array.from({ length: 20 }, task));
}

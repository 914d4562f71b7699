// Tracks from many tasks at once, and says of each event when it was acknowledged: `ack <event id>`.
import { createTwinbeam } from '@twinbeam/server';

const [graphUrl, path, prefix] = process.argv.slice(2);
const kit = createTwinbeam({
  pixelId: '1',
  accessToken: 't',
  graphUrl,
  outbox: `lmdb:${path}`,
  timeoutMs: 200,
  leaseMs: 500,
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
});
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
let number = 0;

if (prefix === 'drain') {
  process.stdout.write((await kit.flush(60_000)) ? 'drained\n' : 'not drained\n');
  await kit.close();
} else if (prefix === 'once') {
  await kit.track('Lead', {}, { identity, eventId: 'once-1' });
  process.stdout.write('ack once-1\n');
  await kit.close();
} else {
  const task = async () => {
    for (;;) {
      const eventId = `${prefix}-${++number}`;
      await kit.track('Lead', {}, { identity, eventId });
      process.stdout.write(`ack ${eventId}\n`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    }
  };
  await Promise.all(Array.from({ length: 20 }, task));
}

// Tracks ids that other processes track at the same moment, and ids of its own in order. Prints the result of each
// call: `<status> <event id>`. It sends nothing. node racer.mjs OUTBOX PREFIX
import { createTwinbeam } from '@twinbeam/server';

const [outbox, prefix] = process.argv.slice(2);
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', outbox, dispatch: false, logger });
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
/** Period during which all processes track the same id, in milliseconds. */
const sharedMs = 100;

const track = async (eventId) => {
  const { status } = await twinbeam.track('Lead', {}, { identity, eventId });
  process.stdout.write(`${status} ${eventId}\n`);
};
let shared = 0;
for (let number = 0; ; number++) {
  const current = Math.floor(Date.now() / sharedMs);
  if (current !== shared) await track(`shared-${current}`);
  shared = current;
  await track(`${prefix}-${number}`);
  await new Promise((resolve) => setTimeout(resolve, 5));
}

// Puts events into an outbox until it fails, and says how many were acknowledged and why it ended.
import { createLmdbOutbox } from '@twinbeam/server';

const outbox = createLmdbOutbox({ path: process.argv[2] });
let acknowledged = 0;
try {
  for (let number = 0; number < 200_000; number++) {
    const events = Array.from({ length: 20 }, (_, index) => ({
      pixelId: '1',
      name: 'Lead',
      eventId: `e${number}-${index}`,
      expiresAt: 1e15,
      json: 'x'.repeat(2_000),
    }));
    await outbox.put(events);
    acknowledged += events.length;
  }
} catch (error) {
  console.log(JSON.stringify({ acknowledged, name: error.name, code: error.code, message: error.message }));
}
process.exit();

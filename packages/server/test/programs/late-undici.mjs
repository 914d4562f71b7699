// Tracks an event, and installs the missing package once the log has told of it.
import { writeFileSync } from 'node:fs';
import { createTwinbeam } from '@twinbeam/server';

const [graphUrl] = process.argv.slice(2);
const lines = [];
const log = (data, text) => void lines.push({ text, ...data });
const twinbeam = createTwinbeam({
  pixelId: '1',
  accessToken: 'EAAtoken',
  graphUrl,
  outbox: 'memory:',
  logger: { info: log, warn: log, error: log },
});
await twinbeam.track('Lead', {}, { eventId: 'e1', userId: 'u1' });
while (!lines.some(({ text }) => text === 'sending failed')) await new Promise((resolve) => setTimeout(resolve, 10));
writeFileSync(process.env.UNDICI_FILE, '');
const isSent = await twinbeam.flush(10_000);
await twinbeam.close();
process.stdout.write(JSON.stringify({ isSent, lines }));

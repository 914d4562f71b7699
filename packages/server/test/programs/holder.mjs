// Holds three orders, confirms one and voids one, reports that, and runs until it is killed: node holder.mjs GRAPH-URL
// OUTBOX
import { createTwinbeam } from '@twinbeam/server';

const [graphUrl, outbox] = process.argv.slice(2);
const log = () => undefined;
const twinbeam = createTwinbeam({
  ...{ pixelId: '1', accessToken: 't', graphUrl, outbox, timeoutMs: 200, leaseMs: 500 },
  ...{ collect: { held: ['Order Completed'] }, logger: { info: log, warn: log, error: log } },
});
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
for (const order_id of ['held', 'confirmed', 'void']) {
  await twinbeam.track('Order Completed', { order_id, revenue: 1, currency: 'EUR' }, { identity, hold: '7d' });
}
await twinbeam.confirm('purchase.confirmed');
await twinbeam.void('purchase.void');
process.stdout.write('ready\n');
setInterval(() => undefined, 1_000);

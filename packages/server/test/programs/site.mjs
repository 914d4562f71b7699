// A site with an outbox on disk, which sends nothing: prints its port. node site.mjs OUTBOX
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';

const write = (level) => (data, text) => process.stderr.write(`${level} ${text} ${JSON.stringify(data)}\n`);
const twinbeam = createTwinbeam({
  pixelId: '1',
  accessToken: 't',
  outbox: process.argv[2],
  dispatch: false,
  logger: { info: write('info'), warn: write('warn'), error: write('error') },
});
const app = express();
app.get('/shop', (_req, res) => res.send('shop'));
app.use(twinbeamExpress(twinbeam));
app.post('/order', async (req, res) => {
  res.json(
    await req.twinbeam.track('Order Completed', { order_id: String(req.query.id), revenue: 1, currency: 'EUR' }),
  );
});
const server = app.listen(0, () => process.stdout.write(`${server.address().port}\n`));

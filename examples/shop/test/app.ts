import { randomUUID } from 'node:crypto';
import type { Twinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Express } from 'express';

export function createApp(twinbeam: Twinbeam): Express {
  const app = express();
  app.use(twinbeamExpress(twinbeam));
  app.use(express.urlencoded({ extended: false }));
  app.get('/', (req, res) => {
    res.send(`<!doctype html>${req.twinbeam.scriptTag()}
      <form method="post" action="/orders">
        <input id="email" name="email" type="email" required>
        <button id="buy">Buy</button>
      </form>`);
  });
  app.post('/orders', async (req, res) => {
    const order = { order_id: randomUUID(), revenue: 89.9, currency: 'EUR' };
    await req.twinbeam.track('Order Completed', order, { traits: { email: req.body.email } });
    res.send(`<!doctype html>${req.twinbeam.scriptTag()}
      <h1>Thank you</h1>
      <script>twinbeam.track('Order Completed', ${JSON.stringify(order)})</script>`);
  });
  return app;
}

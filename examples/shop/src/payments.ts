import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Twinbeam } from '@twinbeam/server';
import express, { type Router } from 'express';
import { type Order, toOrderProperties } from './events.js';

/** The body of a payment provider's webhook. */
export interface PaymentEvent {
  type: 'paid' | 'failed' | 'renewed';
  /** The number of the visitor's order. */
  order: string;
  /** The time of the payment, in seconds since 1970. */
  created: number;
  /** For a renewal: the number of the month. */
  period?: number;
}

export interface PaymentRoutesOptions {
  twinbeam: Twinbeam;
  orders: Map<string, Order>;
  /** The secret that the shop shares with its payment provider. */
  secret: string;
}

/** The header of the signature: `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hex>`. */
export const signatureHeader = 'payment-signature';
/** The maximum age of a signature in seconds, so that an intercepted request cannot be replayed later. */
const maxAge = 300;

/** Signs the body of a webhook like the provider. */
export const signPayment = (secret: string, body: string, time = Math.floor(Date.now() / 1000)): string =>
  `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;

/** Returns whether the provider has signed a body recently. */
export function isSigned(secret: string, body: string, header = ''): boolean {
  const time = Number(/^t=(\d{1,12}),/.exec(header)?.[1]);
  if (!(Math.abs(Date.now() / 1000 - time) <= maxAge)) return false;
  const given = Buffer.from(header);
  const expected = Buffer.from(signPayment(secret, body, time));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Creates the webhook for the payment provider. The signature covers the bytes of the body, so the webhook must come
 * before any body parser. A provider calls again after a 503, and may call twice, so the event id comes from the order.
 */
export function createPaymentRoutes({ twinbeam, orders, secret }: PaymentRoutesOptions): Router {
  const router = express.Router();
  router.post('/payments/webhook', express.text({ type: () => true, limit: '10kb' }), async (req, res) => {
    const body = String(req.body);
    if (!isSigned(secret, body, req.get(signatureHeader))) return res.sendStatus(401);
    const event = JSON.parse(body) as PaymentEvent;
    const order = orders.get(event.order);
    if (!order) return res.sendStatus(404);
    if (event.type === 'failed') return res.sendStatus(204);
    const { status } = event.type === 'paid' ? await trackPaid(order, event) : await trackRenewed(order, event);
    res.sendStatus(status === 'unavailable' ? 503 : 204);
  });

  /** Tracks a paid order for the visitor who placed it, because the provider's request has no visitor. */
  const trackPaid = (order: Order, { created }: PaymentEvent) => {
    order.paid = true;
    const { identity = {}, user } = order;
    return twinbeam.track('Order Completed', toOrderProperties(order), { identity, timestamp: created, ...user });
  };
  /** Tracks a renewal as a separate purchase made by the system, because nobody visits the shop. */
  const trackRenewed = (order: Order, { created, period }: PaymentEvent) => {
    const properties = { ...toOrderProperties({ ...order, id: `${order.id}-${period}` }) };
    const { identity = {}, user } = order;
    return twinbeam.track(
      'Order Completed',
      { ...properties, action_source: 'system_generated' },
      { identity, timestamp: created, ...user },
    );
  };
  return router;
}

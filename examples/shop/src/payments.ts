import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Twinbeam } from '@twinbeam/server';
import express, { type Router } from 'express';
import { type Order, toOrderProperties } from './events.js';

/** What a payment provider's webhook says. */
export interface PaymentEvent {
  type: 'paid' | 'failed' | 'renewed';
  /** Number of the order that the visitor placed. */
  order: string;
  /** When it happened, in seconds since 1970. */
  created: number;
  /** Number of the month, of a renewal. */
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
/** Age of a signature in seconds: one that was overheard is of no use later. */
const maxAge = 300;

/** Signs the body of a webhook, as the provider does. */
export const signPayment = (secret: string, body: string, time = Math.floor(Date.now() / 1000)): string =>
  `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;

/** Returns whether the provider has signed a body, lately. */
export function isSigned(secret: string, body: string, header = ''): boolean {
  const time = Number(/^t=(\d{1,12}),/.exec(header)?.[1]);
  if (!(Math.abs(Date.now() / 1000 - time) <= maxAge)) return false;
  const given = Buffer.from(header);
  const expected = Buffer.from(signPayment(secret, body, time));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Creates the webhook of the payment provider. The signature is over the bytes of the body, so it stands before any other
 * reader of bodies. A provider calls again after 503, and may call twice: the event id is that of the order.
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

  /** The visitor is the one who placed the order: the provider's own request knows none. */
  const trackPaid = (order: Order, { created }: PaymentEvent) => {
    order.paid = true;
    const { identity = {}, user } = order;
    return twinbeam.track('Order Completed', toOrderProperties(order), { identity, timestamp: created, ...user });
  };
  /** Nobody visits the shop: it is a purchase of its own, made by the system. */
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

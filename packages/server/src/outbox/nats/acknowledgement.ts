import type { NatsConnection } from '@nats-io/transport-node';
import { requestTimeoutMs } from './connection.js';
import type { Delivery } from './delivery.js';

/**
 * Acknowledgements of a delivery, under JetStream's names. The client has them as methods of `JsMsg`, which it creates
 * only for messages that its own `fetch` and `consume` receive; see `pull-request.ts`.
 * https://docs.nats.io/using-nats/developer/develop_jetstream/consumers
 */
export const ack = '+ACK';
export const working = '+WPI';
export const term = '+TERM';
export const nak = (delayMs: number): string => {
  const delay = Math.ceil(delayMs) * 1_000_000;
  return delay > 0 ? `-NAK ${JSON.stringify({ delay })}` : '-NAK';
};

/** Acknowledges deliveries. Resolves when the engine has responded to the last acknowledgement. */
export async function acknowledge(nc: NatsConnection, deliveries: readonly Delivery[], payload: string): Promise<void> {
  for (const { reply } of deliveries.slice(0, -1)) nc.publish(reply, payload);
  const last = deliveries.at(-1);
  if (last) await nc.request(last.reply, payload, { timeout: requestTimeoutMs });
}

import type { Msg } from '@nats-io/transport-node';
import { readJsonLength } from './codec.js';

/** A message that the engine has delivered to this process, until its lease runs out. */
export interface Delivery {
  data: Uint8Array;
  /** Length of the event's JSON, in characters. */
  length: number;
  /** The subject on which the engine expects the acknowledgement. */
  reply: string;
  sequence: number;
  /** How often the message was delivered, this time included. */
  deliveries: number;
  /** When the message was stored, in milliseconds since 1970. Before that its event may have been in another lane. */
  publishedAt: number;
  /** Whether the message is in the stream of the quarantine, whose sequence numbers are its own. */
  isQuarantined: boolean;
  /** Number of messages that the consumer had after this one. */
  pending: number;
  leaseMs: number;
  /** End of the lease by the monotonic clock of this process. */
  leaseEndsAt: number;
}

/** `$JS.ACK.[domain.account.]stream.consumer.deliveries.sequence.consumerSequence.nanoseconds.pending[.random]` */
export function toDelivery({ data, reply = '' }: Msg, leaseMs: number, isQuarantined: boolean): Delivery {
  const tokens = reply.split('.');
  const [deliveries = 1, sequence = 0, , nanos = 0, pending = 0] = tokens.slice(tokens.length > 9 ? 6 : 4).map(Number);
  return {
    data,
    length: readJsonLength(data),
    reply,
    sequence,
    deliveries,
    publishedAt: Math.floor(nanos / 1_000_000),
    isQuarantined,
    pending,
    leaseMs,
    leaseEndsAt: performance.now() + leaseMs,
  };
}

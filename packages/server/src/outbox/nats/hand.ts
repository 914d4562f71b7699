import type { NatsConnection } from '@nats-io/transport-node';
import { requestTimeoutMs } from './connection.js';
import type { Delivery } from './puller.js';

/** A delivery, and what this process knows of the tries before it. */
export interface Held extends Delivery {
  pixelId: string;
  attempts: number;
  firstTriedAt?: number | undefined;
}

/** What was taken and not yet settled. A lease that has run out is somebody else's matter. */
export interface Hand {
  /** Takes a delivery; its id is of this delivery alone. */
  hold(pixelId: string, delivery: Delivery): Held & { id: string };
  /** What is held by an id, unless its lease has run out. */
  get(id: string): Held | undefined;
  extend(nc: NatsConnection, ids: readonly string[]): Promise<string[]>;
  confirm(nc: NatsConnection, ids: readonly string[]): Promise<void>;
  postpone(nc: NatsConnection, ids: readonly string[], delayMs: number, untried: boolean): Promise<void>;
  /** It is not to be delivered any more. */
  end(nc: NatsConnection, id: string): Promise<void>;
}

/** So many tries of events that were given back are remembered. */
const maxTries = 20_000;

export function createHand(): Hand {
  const held = new Map<string, Held>();
  /** The engine counts deliveries alone; which of them were tries is known here, for those of this process. */
  const tries = new Map<number, { untried: number; firstTriedAt?: number | undefined }>();

  const get = (id: string): Held | undefined => {
    const found = held.get(id);
    return found && found.leaseEndsAt > performance.now() ? found : undefined;
  };
  const release = (id: string): Held | undefined => {
    const found = get(id);
    held.delete(id);
    return found;
  };
  /** What is said last is answered, and with it all before: they come in order. */
  const settled = (nc: NatsConnection, replies: readonly string[], word: string): Promise<unknown> => {
    for (const reply of replies.slice(0, -1)) nc.publish(reply, word);
    const last = replies.at(-1);
    return last === undefined ? Promise.resolve() : nc.request(last, word, { timeout: requestTimeoutMs });
  };

  return {
    hold(pixelId, delivery) {
      const id = `${delivery.sequence}.${delivery.deliveries}`;
      const { untried = 0, firstTriedAt } = tries.get(delivery.sequence) ?? {};
      const taken = { ...delivery, pixelId, attempts: delivery.deliveries - 1 - untried, firstTriedAt };
      held.set(id, taken);
      return { ...taken, id };
    },
    get,
    async extend(nc, ids) {
      const ours = ids.filter((id) => {
        const found = get(id);
        if (!found) return false;
        nc.publish(found.reply, '+WPI');
        found.leaseEndsAt = performance.now() + found.leaseMs;
        return true;
      });
      await nc.flush();
      return ours;
    },
    async confirm(nc, ids) {
      // Meta has it, whosever it is by now.
      const replies = ids.flatMap((id) => held.get(id)?.reply ?? []);
      await settled(nc, replies, '+ACK');
      for (const id of ids) {
        const found = held.get(id);
        if (found) tries.delete(found.sequence);
        held.delete(id);
      }
    },
    async postpone(nc, ids, delayMs, untried) {
      const replies: string[] = [];
      for (const id of ids) {
        const found = release(id);
        if (!found) continue;
        replies.push(found.reply);
        const before = tries.get(found.sequence);
        tries.delete(found.sequence);
        tries.set(found.sequence, {
          untried: (before?.untried ?? 0) + (untried ? 1 : 0),
          firstTriedAt: before?.firstTriedAt ?? (untried ? undefined : Date.now()),
        });
      }
      for (const sequence of tries.keys()) {
        if (tries.size <= maxTries) break;
        tries.delete(sequence);
      }
      const delay = Math.max(0, Math.ceil(delayMs));
      await settled(nc, replies, delay > 0 ? `-NAK ${JSON.stringify({ delay: delay * 1_000_000 })}` : '-NAK');
    },
    async end(nc, id) {
      const found = held.get(id);
      if (!found) return;
      held.delete(id);
      tries.delete(found.sequence);
      await settled(nc, [found.reply], '+TERM');
    },
  };
}

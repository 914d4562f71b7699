import type { NatsConnection } from '@nats-io/transport-node';
import { requestTimeoutMs } from './connection.js';
import type { Delivery } from './puller.js';

/** A delivery, and what this process knows of the tries before it. */
export interface Held extends Delivery {
  id: string;
  pixelId: string;
  attempts: number;
  firstTriedAt?: number | undefined;
}

/** What was taken and not yet settled. A lease that has run out is somebody else's matter. */
export interface Hand {
  /** Takes a delivery, under an id of its own; undefined for one that Meta has, which the engine is told once more. */
  hold(nc: NatsConnection, pixelId: string, delivery: Delivery): Held | undefined;
  /** What is held by an id, unless its lease has run out. */
  get(id: string): Held | undefined;
  extend(nc: NatsConnection, ids: readonly string[]): Promise<string[]>;
  /** It is done with; should the engine not hear of it, it is told when it delivers again. */
  confirm(nc: NatsConnection, ids: readonly string[]): Promise<void>;
  postpone(nc: NatsConnection, ids: readonly string[], delayMs: number, untried: boolean): Promise<void>;
  /** It is not to be delivered any more. */
  end(nc: NatsConnection, delivery: Delivery): Promise<void>;
}

const idOf = ({ sequence, deliveries }: Delivery): string => `${sequence}.${deliveries}`;
/** Of which event a delivery is: a stream that is made anew counts from the beginning. */
const keyOf = ({ sequence, storedAt }: Delivery): string => `${sequence}.${storedAt}`;

/** What came before of so many events is remembered. */
const maxKnown = 20_000;

export function createHand(): Hand {
  const held = new Map<string, Held>();
  /** The engine counts deliveries alone; which of them were tries is known here, for those of this process. */
  const tries = new Map<string, { untried: number; firstTriedAt?: number | undefined }>();
  const confirmed = new Set<string>();

  const get = (id: string): Held | undefined => {
    const found = held.get(id);
    return found && found.leaseEndsAt > performance.now() ? found : undefined;
  };
  const bound = (known: { size: number; keys(): Iterable<string>; delete(key: string): boolean }): void => {
    for (const key of known.keys()) {
      if (known.size <= maxKnown) break;
      known.delete(key);
    }
  };
  /** What is said last is answered, and with it all before: they come in order. */
  const settled = (nc: NatsConnection, replies: readonly string[], word: string): Promise<unknown> => {
    for (const reply of replies.slice(0, -1)) nc.publish(reply, word);
    const last = replies.at(-1);
    return last === undefined ? Promise.resolve() : nc.request(last, word, { timeout: requestTimeoutMs });
  };

  return {
    hold(nc, pixelId, delivery) {
      const { deliveries, reply } = delivery;
      if (confirmed.has(keyOf(delivery))) {
        nc.publish(reply, '+ACK');
        return undefined;
      }
      // Those whose lease has run out in the middle of a request.
      if (held.size > 2_000) {
        for (const [id, { leaseEndsAt }] of held) if (leaseEndsAt < performance.now()) held.delete(id);
      }
      const { untried = 0, firstTriedAt } = tries.get(keyOf(delivery)) ?? {};
      const attempts = Math.max(0, deliveries - 1 - untried);
      const taken = { ...delivery, id: idOf(delivery), pixelId, attempts, firstTriedAt };
      held.set(taken.id, taken);
      return taken;
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
      const replies = ids.flatMap((id) => {
        const found = held.get(id);
        held.delete(id);
        if (!found) return [];
        tries.delete(keyOf(found));
        confirmed.add(keyOf(found));
        return found.reply;
      });
      bound(confirmed);
      await settled(nc, replies, '+ACK');
    },
    async postpone(nc, ids, delayMs, untried) {
      const replies: string[] = [];
      for (const id of ids) {
        const found = get(id);
        held.delete(id);
        if (!found) continue;
        replies.push(found.reply);
        const before = tries.get(keyOf(found));
        tries.delete(keyOf(found));
        tries.set(keyOf(found), {
          untried: (before?.untried ?? 0) + (untried ? 1 : 0),
          firstTriedAt: before?.firstTriedAt ?? (untried ? undefined : Date.now()),
        });
      }
      bound(tries);
      const delay = Math.max(0, Math.ceil(delayMs));
      await settled(nc, replies, delay > 0 ? `-NAK ${JSON.stringify({ delay: delay * 1_000_000 })}` : '-NAK');
    },
    async end(nc, delivery) {
      held.delete(idOf(delivery));
      tries.delete(keyOf(delivery));
      await settled(nc, [delivery.reply], '+TERM');
    },
  };
}

import { hasMatchKey } from '../has-match-key.js';
import type { Forgotten, Outbox } from '../outbox.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import { readDeadLetters } from './dead-letters.js';
import { ignoreNotFound } from './errors.js';
import { forgetHolds } from './held-events.js';
import { parseSequence, readEvents } from './queue.js';

/** Reads every message once. The engine overwrites the bytes of the messages that are removed. */
export const createForget =
  ({ names, pullers, withLink }: NatsContext): Outbox['forget'] =>
  (matchKeys) =>
    withLink(async (link) => {
      // Otherwise this process would still send messages that it has fetched in advance.
      await pullers.retireAll();
      const forgotten: Forgotten = {
        pending: 0,
        quarantined: 0,
        held: await forgetHolds(link, names, matchKeys),
        deadLetters: 0,
      };
      for (const [stream, part] of [
        [names.events, 'pending'],
        [names.quarantine, 'quarantined'],
      ] as const) {
        for await (const { id, json } of readEvents(link, stream)) {
          if (hasMatchKey(json, matchKeys) && (await erase(link, stream, parseSequence(id)))) forgotten[part]++;
        }
      }
      for await (const { id, json } of readDeadLetters(link, names)) {
        if (hasMatchKey(json, matchKeys) && (await erase(link, names.deadLetters, Number(id)))) forgotten.deadLetters++;
      }
      return forgotten;
    });

const erase = async ({ jsm }: Link, stream: string, sequence: number): Promise<boolean> =>
  (await jsm.streams.deleteMessage(stream, sequence, true).catch(ignoreNotFound)) ?? false;

import type { Logger } from '../monitoring/logger.js';
import { createLayeredOutbox } from './layered/layered-outbox.js';
import { createLmdbOutbox } from './lmdb/lmdb.js';
import { createMemoryOutbox } from './memory/memory.js';
import { natsUrlPattern, parseNatsUrl } from './nats/connection-url.js';
import { createNatsOutbox } from './nats/nats.js';
import type { Outbox } from './outbox.js';

/** An outbox, or two of which the second takes what the first cannot: each by its URL, or one of your own. */
export type OutboxOption = string | Outbox | [first: string | Outbox, second: string | Outbox];

/** Returns whether a text names an outbox: its engine and where it is. */
export const isOutboxUrl = (url: string): boolean => /^(memory:|lmdb:.+)$/.test(url) || natsUrlPattern.test(url);

/** Splits the URLs of one outbox or two, which the environment separates by a space. */
export const splitOutboxUrls = (text: string): string[] =>
  text
    .split(/\s(?=memory:|lmdb:|nats:|tls:)/)
    .map((url) => url.trim())
    .filter((url) => url !== '');

/**
 * Opens the outbox that a URL names: `memory:`, `lmdb:PATH` or `nats://HOST:PORT,…`; or two of them. Throws `OutboxError`
 * when one cannot be used. The packages that an engine needs are loaded when it is used.
 */
export function openOutbox(option: OutboxOption, now: () => number = Date.now, logger?: Logger): Outbox {
  if (typeof option === 'string') return openUrl(option, now);
  if (!Array.isArray(option)) return option;
  const [first, second] = option;
  return createLayeredOutbox({
    first: openOutbox(first, now),
    second: openOutbox(second, now),
    onSecondUsed(problem) {
      if (problem)
        logger?.error({ error: problem.message }, 'the first outbox stores nothing; the second takes what comes');
      else logger?.info({}, 'the first outbox is back');
    },
    onKept: ({ message }) =>
      logger?.error({ error: message }, 'the first outbox does not take the dead letters or held orders of the second'),
    onHandedOver: (events) => logger?.info({ events }, 'the second outbox has handed over all events'),
  });
}

function openUrl(url: string, now: () => number): Outbox {
  if (url === 'memory:') return createMemoryOutbox({ now });
  if (natsUrlPattern.test(url)) return createNatsOutbox(parseNatsUrl(url));
  return createLmdbOutbox({ path: url.slice('lmdb:'.length), now });
}

import type { Logger } from '../log/logger.js';
import { createLayeredOutbox } from './layered/layered-outbox.js';
import { createLmdbOutbox } from './lmdb/lmdb.js';
import { createMemoryOutbox } from './memory/memory.js';
import { natsUrlPattern, parseNatsUrl } from './nats/connection-url.js';
import { createNatsOutbox } from './nats/nats.js';
import { type Outbox, OutboxError } from './outbox.js';

/**
 * One outbox, or two, of which the second takes events while the first cannot. Each is a URL or an outbox of your own.
 */
export type OutboxOption = string | Outbox | [first: string | Outbox, second: string | Outbox];

interface Engine {
  /** The schemes of its URLs. */
  schemes: readonly string[];
  urls: RegExp;
  open(url: string, now: () => number, logger: Logger | undefined): Outbox;
}

/** The engines that a URL can name. */
const engines: readonly Engine[] = [
  { schemes: ['memory'], urls: /^memory:$/, open: (_url, now) => createMemoryOutbox({ now }) },
  {
    schemes: ['lmdb'],
    urls: /^lmdb:.+$/,
    open: (url, now, logger) => createLmdbOutbox({ path: url.slice('lmdb:'.length), now, logger }),
  },
  {
    schemes: ['nats', 'tls'],
    urls: natsUrlPattern,
    open: (url, _now, logger) => createNatsOutbox({ ...parseNatsUrl(url), logger }),
  },
];

/** Where events are stored by default. */
export const defaultOutboxUrl = 'lmdb:./.twinbeam';

/** Returns the folder of an outbox on disk, by its URL; undefined for another engine. */
export const findOutboxFolder = (url: string): string | undefined =>
  url.startsWith('lmdb:') ? url.slice('lmdb:'.length) : undefined;

const findEngine = (url: string): Engine | undefined => engines.find(({ urls }) => urls.test(url));

/** Returns whether a text is the URL of an outbox. */
export const isOutboxUrl = (url: string): boolean => findEngine(url) !== undefined;

const separator = new RegExp(`\\s(?=(?:${engines.flatMap(({ schemes }) => schemes).join('|')}):)`);

/** Splits the value of an environment variable into the URLs of one outbox or two, which a space separates. */
export const splitOutboxUrls = (text: string): string[] =>
  text
    .split(separator)
    .map((url) => url.trim())
    .filter((url) => url !== '');

/**
 * Opens the outbox that a URL names: `memory:`, `lmdb:PATH` or `nats://HOST:PORT,…`; or two of them. Throws
 * `OutboxError` when one cannot be used. The packages that an engine needs are loaded when the engine is first used.
 */
export function openOutbox(option: OutboxOption, now: () => number = Date.now, logger?: Logger): Outbox {
  if (typeof option === 'string') return openUrl(option, now, logger);
  if (!Array.isArray(option)) return option;
  const [first, second] = option;
  return createLayeredOutbox({
    first: openOutbox(first, now, logger),
    second: openOutbox(second, now, logger),
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

function openUrl(url: string, now: () => number, logger: Logger | undefined): Outbox {
  const engine = findEngine(url);
  if (!engine) throw new OutboxError('unusable', 'The URL of the outbox names no engine.');
  return engine.open(url, now, logger);
}

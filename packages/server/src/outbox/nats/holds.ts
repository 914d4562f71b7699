import type { Hold, Holds } from '../outbox.js';
import type { Link } from './connection.js';
import { lastToken, type Names } from './wire.js';

/** The holds of all pixels: kept in a stream of last words, and here as far as they are known. */
export interface NatsHolds extends Holds {
  /** Listens on a new link, and reads what is there. */
  follow(link: Link): Promise<void>;
  /** Reads what was said while the link was lost. */
  refresh(link: Link): Promise<void>;
}

/** What is said of a hold: how long it is, because the clocks of hosts differ. */
interface Word {
  forMs: number;
  reason?: string;
  /** Who says so. */
  by: string;
}

export function createHolds(names: Names, link: () => Promise<Link>): NatsHolds {
  const known = new Map<string, Hold>();
  const ourselves = Math.random().toString(36).slice(2);

  /** What others have said, so long ago; what is no word of ours is not heard. */
  const hear = (subject: string, text: string, agoMs: number): void => {
    const pixelId = lastToken(subject);
    if (text === '') return void known.delete(pixelId);
    const { forMs, reason, by } = parseWord(text) ?? {};
    if (forMs === undefined || by === ourselves) return;
    known.set(pixelId, { until: Date.now() + forMs - agoMs, ...(reason !== undefined && { reason }) });
  };

  const refresh = async ({ jsm }: Link): Promise<void> => {
    const { state } = await jsm.streams.info(names.holds, { subjects_filter: '>' });
    for (const subject of Object.keys(state.subjects ?? {})) {
      const last = await jsm.streams.getMessage(names.holds, { last_by_subj: subject });
      if (last) hear(subject, last.string(), Math.max(0, Date.now() - last.time.getTime()));
    }
  };

  return {
    get: (pixelId) => known.get(pixelId),
    async set(pixelId, hold) {
      if (hold) known.set(pixelId, hold);
      else known.delete(pixelId);
      const { js } = await link();
      const word = hold && { forMs: hold.until - Date.now(), reason: hold.reason, by: ourselves };
      await js.publish(names.holdSubject(pixelId), word ? JSON.stringify(word) : '');
    },
    async follow(next) {
      next.nc.subscribe(names.holdSubject('*'), {
        callback(error, message) {
          if (!error) hear(message.subject, message.string(), 0);
        },
      });
      await refresh(next);
    },
    refresh,
  };
}

function parseWord(text: string): Word | undefined {
  try {
    const word = JSON.parse(text) as Partial<Word> | null;
    const fits = Number.isFinite(word?.forMs) && typeof word?.by === 'string';
    return fits && ['string', 'undefined'].includes(typeof word.reason) ? (word as Word) : undefined;
  } catch {
    return undefined;
  }
}

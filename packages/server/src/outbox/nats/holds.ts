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

export function createHolds(names: Names, link: () => Promise<Link>): NatsHolds {
  const known = new Map<string, Hold>();
  const note = (subject: string, text: string): void => {
    const hold = text ? (JSON.parse(text) as Hold) : undefined;
    if (hold) known.set(lastToken(subject), hold);
    else known.delete(lastToken(subject));
  };

  const refresh = async ({ jsm }: Link): Promise<void> => {
    const { state } = await jsm.streams.info(names.holds, { subjects_filter: '>' });
    for (const subject of Object.keys(state.subjects ?? {})) {
      const last = await jsm.streams.getMessage(names.holds, { last_by_subj: subject });
      if (last) note(subject, last.string());
    }
  };

  return {
    get: (pixelId) => known.get(pixelId),
    async set(pixelId, hold) {
      const text = hold ? JSON.stringify(hold) : '';
      note(names.holdSubject(pixelId), text);
      const { js } = await link();
      await js.publish(names.holdSubject(pixelId), text);
    },
    async follow(next) {
      next.nc.subscribe(names.holdSubject('*'), {
        callback(error, message) {
          if (!error) note(message.subject, message.string());
        },
      });
      await refresh(next);
    },
    refresh,
  };
}

import { parseJson } from '../../parse-json.js';
import type { Pause, Pauses } from '../outbox.js';
import type { Link } from './connection.js';
import { type Names, toLastToken } from './names.js';

/**
 * The pauses of all pixels: in the engine the last message of a subject for each, and here as far as they are known. A
 * bucket of `@nats-io/kv` would do the same; it would be a third package to install, and versions before it, in a
 * rolling deploy, would not see the pauses.
 */
export interface NatsPauses extends Pauses {
  /** Subscribes on a new link, and reads what is there. */
  follow(link: Link): Promise<void>;
  /** Reads what was published while the link was lost. */
  refresh(link: Link): Promise<void>;
}

/** A pause as it is published: with its length, because the clocks of hosts differ. */
interface PauseMessage {
  forMs: number;
  reason?: string;
  /** The process that publishes it. */
  by: string;
}

export function createPauses(names: Names, getLink: () => Promise<Link>): NatsPauses {
  const known = new Map<string, Pause>();
  const ownId = Math.random().toString(36).slice(2);

  const store = (pixelId: string, pause: Pause | undefined): void => {
    if (pause) known.set(pixelId, pause);
    else known.delete(pixelId);
  };
  /** Notes what was published `ageMs` ago. */
  const receive = (subject: string, text: string, ageMs: number): void => {
    const pixelId = toLastToken(subject);
    const message = parseMessage(text);
    if (text === '') store(pixelId, undefined);
    if (!message || message.by === ownId) return;
    const { forMs, reason } = message;
    store(pixelId, { until: Date.now() + forMs - ageMs, ...(reason !== undefined && { reason }) });
  };
  const refresh = async ({ jsm }: Link): Promise<void> => {
    const { state } = await jsm.streams.info(names.pauses, { subjects_filter: '>' });
    for (const subject of Object.keys(state.subjects ?? {})) {
      const last = await jsm.streams.getMessage(names.pauses, { last_by_subj: subject });
      if (last) receive(subject, last.string(), Math.max(0, Date.now() - last.time.getTime()));
    }
  };

  return {
    get: (pixelId) => known.get(pixelId),
    async set(pixelId, pause) {
      store(pixelId, pause);
      const { js } = await getLink();
      const message = pause && { forMs: pause.until - Date.now(), reason: pause.reason, by: ownId };
      await js.publish(names.pauseSubject(pixelId), message ? JSON.stringify(message) : '');
    },
    async follow(link) {
      link.nc.subscribe(names.pauseSubject('*'), {
        callback(error, message) {
          if (!error) receive(message.subject, message.string(), 0);
        },
      });
      await refresh(link);
    },
    refresh,
  };
}

/** Returns undefined for what is not a pause of ours. */
function parseMessage(text: string): PauseMessage | undefined {
  const message = parseJson(text) as Partial<PauseMessage> | null | undefined;
  const fits = Number.isFinite(message?.forMs) && typeof message?.by === 'string';
  return fits && ['string', 'undefined'].includes(typeof message.reason) ? (message as PauseMessage) : undefined;
}

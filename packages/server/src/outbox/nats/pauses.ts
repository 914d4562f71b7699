import { parseJson } from '../../base/parse-json.js';
import type { Pause, Pauses } from '../outbox.js';
import { isPauseKey, toPauseKey } from '../pauses.js';
import type { Link } from './connection.js';
import { type Names, toLastToken } from './names.js';

/**
 * The pauses of all pixels. In the engine each is the last message of a subject; this process keeps those that it
 * knows. A bucket of `@nats-io/kv` would do the same, but would be a third package to install, and in a rolling deploy
 * older versions would not see the pauses.
 */
export interface NatsPauses extends Pauses {
  /** Subscribes on a new link, and reads the current pauses. */
  follow(link: Link): Promise<void>;
  /** Reads pauses that were published while the link was lost. */
  refresh(link: Link): Promise<void>;
}

/** A pause as it is published: with its duration, because the clocks of hosts differ. */
interface PauseMessage {
  forMs: number;
  reason?: string;
  tokenHash?: string;
  /** Id of the process that publishes it. */
  by: string;
}

export function createPauses(names: Names, getLink: () => Promise<Link>): NatsPauses {
  const known = new Map<string, Pause>();
  const ownId = Math.random().toString(36).slice(2);

  const store = (key: string, pause: Pause | undefined): void => {
    if (pause) known.set(key, pause);
    else known.delete(key);
  };
  /** Notes a message that was published `ageMs` milliseconds ago. */
  const receive = (subject: string, text: string, ageMs: number): void => {
    const key = toLastToken(subject);
    const message = parseMessage(text);
    if (text === '') store(key, undefined);
    if (!message || message.by === ownId) return;
    const { forMs, by, ...pause } = message;
    store(key, { ...pause, until: Date.now() + forMs - ageMs });
  };
  const refresh = async ({ jsm }: Link): Promise<void> => {
    const { state } = await jsm.streams.info(names.pauses, { subjects_filter: '>' });
    for (const subject of Object.keys(state.subjects ?? {})) {
      const last = await jsm.streams.getMessage(names.pauses, { last_by_subj: subject });
      if (last) receive(subject, last.string(), Math.max(0, Date.now() - last.time.getTime()));
    }
  };

  const publish = async (key: string, pause: Pause | undefined): Promise<void> => {
    store(key, pause);
    const { js } = await getLink();
    const { until = 0, ...rest } = pause ?? {};
    const message = pause && { ...rest, forMs: until - Date.now(), by: ownId };
    await js.publish(names.pauseSubject(key), message ? JSON.stringify(message) : '');
  };
  const findPauses = (pixelId: string) => [...known].filter(([key]) => isPauseKey(key, pixelId));
  /** Ends the pause of a cause, except under one key. An earlier version has written it under the pixel's own key. */
  const end = async (pixelId: string, tokenHash: string | undefined, kept?: string): Promise<void> => {
    for (const [key, pause] of findPauses(pixelId)) {
      if (pause.tokenHash === tokenHash && key !== kept) await publish(key, undefined);
    }
  };

  return {
    list: (pixelId) => findPauses(pixelId).map(([, pause]) => pause),
    async set(pixelId, pause) {
      const key = toPauseKey(pixelId, pause.tokenHash);
      await publish(key, pause);
      await end(pixelId, pause.tokenHash, key);
    },
    end: (pixelId, tokenHash) => end(pixelId, tokenHash),
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

/** Parses a pause; returns undefined for any other message. */
function parseMessage(text: string): PauseMessage | undefined {
  const message = parseJson(text) as Partial<PauseMessage> | null | undefined;
  const fits = Number.isFinite(message?.forMs) && typeof message?.by === 'string';
  const areTexts = [message?.reason, message?.tokenHash].every((text) => ['string', 'undefined'].includes(typeof text));
  return fits && areTexts ? (message as PauseMessage) : undefined;
}

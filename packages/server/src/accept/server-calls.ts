import { error } from '@twinbeam/shared';
import { type ConsentRule, hasConsent, readMessageConsent } from '../http/consent.js';
import { OutboxError } from '../outbox/outbox.js';
import type { SendOptions, TrackOptions, Twinbeam } from '../twinbeam.js';
import type { Acceptance, Acceptor } from './acceptor.js';
import { parseHold } from './hold-time.js';
import { toTrackMessage } from './to-track-message.js';

/** The calls by which the site's own code sends events. */
export type ServerCalls = Pick<Twinbeam, 'track' | 'send'>;

export interface ServerCallsOptions {
  acceptor: Acceptor;
  consent: ConsentRule;
  /** Time that a call waits for the outbox, in milliseconds. */
  storeTimeoutMs: number;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Creates the calls. They always resolve, within the time limit, unless the caller wants an exception. */
export function createServerCalls({ acceptor, consent, storeTimeoutMs, now }: ServerCallsOptions): ServerCalls {
  const accept = (message: unknown, holdMs?: number): Promise<Acceptance> =>
    acceptor.accept(message, { source: 'server', live: false, timeoutMs: storeTimeoutMs, holdMs });

  const track = (event: string, properties: Record<string, unknown> | undefined, options: TrackOptions) => {
    const { identity, hold } = options;
    const holdMs = parseHold(hold);
    if (hold !== undefined && holdMs === undefined) return acceptor.reject(error('hold-unreadable', 'options.hold'));
    if (identity && !hasConsent([identity.consent], consent)) return acceptor.skip('consent');
    return accept(toTrackMessage(event, properties, options, now()), holdMs);
  };
  const send = (message: unknown) => {
    // A message without consent is the caller's to send: only what it says itself counts.
    const isAllowed = hasConsent([readMessageConsent(message)], { ...consent, required: false });
    return isAllowed ? accept(message) : acceptor.skip('consent');
  };
  const settle = async (options: SendOptions | null | undefined, call: () => Acceptance | Promise<Acceptance>) => {
    const { result, error } = await callSafely(acceptor, call);
    if (error && wantsException(options)) throw error;
    return result;
  };

  return {
    track: (event, properties, options) => settle(options, () => track(event, properties, options ?? {})),
    send: (message, options) => settle(options, () => send(message)),
  };
}

/** Calls, and takes what a getter of the caller's own objects throws for a message that cannot be read. */
async function callSafely(acceptor: Acceptor, call: () => Acceptance | Promise<Acceptance>): Promise<Acceptance> {
  try {
    return await call();
  } catch {
    return acceptor.refuse(new OutboxError('unusable', 'The call could not be read: give plain objects.'));
  }
}

function wantsException(options: SendOptions | null | undefined): boolean {
  try {
    return options?.orThrow === true;
  } catch {
    // A getter or proxy that throws.
    return false;
  }
}

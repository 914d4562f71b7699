import { parseConsent, parseFbp, toFields } from '@twinbeam/shared';
import type { LogSampler } from '../log/log-sampler.js';
import { type Outbox, toOutboxError } from '../outbox/outbox.js';
import { toWithdrawnVisitor } from '../outbox/withdrawals.js';
import { readMessageConsent } from './consent.js';
import { readGiven } from './read-given.js';
import type { WaitForOutbox } from './wait-for-outbox.js';

/** Notes who has withdrawn consent, so that what was accepted from them before is not sent. */
export interface ConsentWithdrawals {
  /**
   * Notes the visitors of messages that were skipped, if consent is denied; anything but `denied` is no withdrawal. Never
   * rejects: a failure is logged.
   */
  note(messages: readonly unknown[], request?: WithdrawingRequest): Promise<void>;
}

/** What a page's request says of the visitor, beside the messages. */
export interface WithdrawingRequest {
  /** Values of consent cookies. */
  consents: readonly unknown[];
  /** The cookie `_fbp`. */
  fbp: string | undefined;
}

export interface ConsentWithdrawalsOptions {
  outbox: Pick<Outbox, 'withdrawals'>;
  sampler: LogSampler;
  waitForOutbox: WaitForOutbox;
  now: () => number;
}

/** A visitor whose withdrawal is known for less than this is not stored again, in milliseconds. */
const repeatMs = 30_000;

/**
 * Creates the notes. Only the browser id (`fbp`) identifies a visitor here, because it is random and nobody else knows
 * it: by a user id, a page could withdraw what somebody else has agreed to. Events without it are the site's own to
 * send.
 */
export function createConsentWithdrawals({
  outbox,
  sampler,
  waitForOutbox,
  now,
}: ConsentWithdrawalsOptions): ConsentWithdrawals {
  const isDenied = (value: unknown): boolean => parseConsent(value)?.state === 'denied';
  const isNew = (visitor: string): boolean => (outbox.withdrawals.find(visitor) ?? 0) < now() - repeatMs;
  return {
    async note(messages, { consents, fbp } = { consents: [], fbp: undefined }) {
      const denying = messages.filter((message) => [...consents, readMessageConsent(message)].some(isDenied));
      const browserIds = denying.flatMap((message) => parseFbp(readMessageFbp(message)) ?? parseFbp(fbp) ?? []);
      try {
        const visitors = [...new Set(browserIds.map(toWithdrawnVisitor))].filter(isNew);
        const withdrawals = visitors.map((visitor) => ({ visitor, at: now() }));
        if (visitors.length > 0) await waitForOutbox(outbox.withdrawals.add(withdrawals));
      } catch (cause) {
        const { code, message } = toOutboxError(cause, 'The withdrawal could not be stored');
        const text = 'a withdrawal of consent was not stored: what was accepted from the visitor before is still sent';
        sampler.log('error', 'withdrawal', { code, error: message }, text);
      }
    },
  };
}

const readMessageFbp = (message: unknown): unknown => readGiven(() => toFields(toFields(message).context).fbp);

import {
  type AnyProperties,
  type EventName,
  error,
  type GivenMessage,
  type Problem,
  type PropertiesOf,
} from '@twinbeam/shared';
import { describeProblems, selectProblems } from '../mapping/describe-problems.js';
import { OutboxError } from '../outbox/outbox.js';
import type { Acceptance } from './acceptance.js';
import type { AcceptOptions, Acceptor } from './acceptor.js';
import { type ConsentRule, hasConsent, readMessageConsent } from './consent.js';
import type { ConsentWithdrawals } from './consent-withdrawals.js';
import { parseHold } from './hold-time.js';
import { readGiven } from './read-given.js';
import type { SendResult } from './send-result.js';
import { toPlainValues } from './to-plain-values.js';
import { toTrackMessage } from './to-track-message.js';
import type { SendOptions, TrackOptions } from './track-options.js';
import { findUnknownOptions } from './unknown-options.js';
import type { WaitForOutbox } from './wait-for-outbox.js';
import type { WarningLog } from './warning-log.js';

/** The calls with which the site's own code sends events, as described in `Twinbeam`. */
export interface ServerCalls {
  track<Name extends EventName>(
    event: Name,
    properties?: PropertiesOf<Name>,
    options?: TrackOptions,
  ): Promise<SendResult>;
  send(message: GivenMessage, options?: SendOptions): Promise<SendResult>;
}

export interface ServerCallsOptions {
  acceptor: Acceptor;
  consent: ConsentRule;
  withdrawals: ConsentWithdrawals;
  waitForOutbox: WaitForOutbox;
  warnings: WarningLog;
  /** Returns whether the inspector traces the visit of this identity; undefined without an inspector. */
  isTraced: ((identity: object) => boolean) | undefined;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Creates the calls. They always resolve, within the time limit, unless the caller asks for exceptions. */
export function createServerCalls(options: ServerCallsOptions): ServerCalls {
  const { acceptor, consent, withdrawals, waitForOutbox, warnings, now } = options;
  const accept = async (
    message: unknown,
    use: Pick<AcceptOptions, 'holdMs' | 'isTraced'> = {},
    unknown: readonly Problem[] = [],
  ): Promise<Acceptance> => {
    const [first] = await acceptor.acceptAll([message], { source: 'server', live: false, waitForOutbox, ...use });
    const acceptance = withProblems(first as Acceptance, unknown);
    warnings.note(message, acceptance.result);
    return acceptance;
  };

  const track = (event: string, properties: AnyProperties | undefined, given: TrackOptions) => {
    const details = toPlainValues(given);
    const { identity, hold } = details;
    const holdMs = parseHold(hold);
    if (hold !== undefined && holdMs === undefined) return acceptor.reject(error('hold-unreadable', 'options.hold'));
    if (identity && !hasConsent([identity.consent], consent)) {
      return acceptor.skip('consent', { type: 'track', event }, 'server');
    }
    // The inspector compares by identity, so it needs the caller's own object, not the copy.
    const isTraced = given.identity ? (options.isTraced?.(given.identity) ?? false) : false;
    const message = toTrackMessage(event, toPlainValues(properties), details, now());
    return accept(message, { holdMs, isTraced }, findUnknownOptions(details));
  };
  const send = async (given: unknown) => {
    const message = toPlainValues(given);
    // The caller may send a message that states no consent; only a refusal in the message itself counts.
    const isAllowed = hasConsent([readMessageConsent(message)], { ...consent, required: false });
    if (isAllowed) return accept(message);
    await withdrawals.note([message]);
    return acceptor.skip('consent', message, 'server');
  };
  const run = async (given: SendOptions | null | undefined, call: () => Acceptance | Promise<Acceptance>) => {
    const { result, error } = await callSafely(acceptor, call);
    if (error && readGiven(() => given?.orThrow) === true) throw error;
    return result;
  };

  return {
    track: (event, properties, details) => run(details, () => track(event, properties, details ?? {})),
    send: (message, details) => run(details, () => send(message)),
  };
}

function withProblems({ result, ...failed }: Acceptance, problems: readonly Problem[]): Acceptance {
  return {
    result: { ...result, problems: selectProblems([...result.problems, ...describeProblems(problems)]) },
    ...failed,
  };
}

/** Runs the call. If a getter of the caller's objects throws, the call counts as unreadable. */
async function callSafely(acceptor: Acceptor, call: () => Acceptance | Promise<Acceptance>): Promise<Acceptance> {
  try {
    return await call();
  } catch {
    return acceptor.refuse(new OutboxError('unusable', 'The call could not be read: give plain objects.'));
  }
}

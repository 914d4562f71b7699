import type { LogSampler } from '../log/log-sampler.js';
import type { HoldEnd } from '../outbox/held-events.js';
import { type Outbox, toOutboxError } from '../outbox/outbox.js';
import { readGiven } from './read-given.js';
import type { SendOptions } from './track-options.js';
import type { WaitForOutbox } from './wait-for-outbox.js';

/**
 * The outcome of `confirm` and `void`. `status` says how the hold ended, whichever call ended it:
 * - `confirmed`: the event is sent, with the time at which it was tracked;
 * - `void`: the event is forgotten;
 * - `expired`: it was not confirmed in time, and became a dead letter;
 * - `unknown`: no such event was held within seven days;
 * - `unavailable`: the outbox could not be reached; call again. The log says why.
 *
 * @example
 * const { status } = await twinbeam.confirm('purchase.1001');
 * res.sendStatus(status === 'unavailable' ? 503 : 204); // the payment provider calls again
 */
export interface HeldResult {
  /** How the hold ended, as described above. */
  status: HoldEnd | 'unknown' | 'unavailable';
  /** Whether this call ended the hold; false if an earlier call did. */
  changed: boolean;
  /** Why the status is `unavailable`. */
  reason?: string;
}

/** The calls that end a hold, as described in `Twinbeam`. */
export interface HeldCalls {
  confirm(id: string, options?: SendOptions): Promise<HeldResult>;
  void(id: string, options?: SendOptions): Promise<HeldResult>;
}

export interface HeldCallsOptions {
  outbox: Pick<Outbox, 'held'>;
  sampler: LogSampler;
  waitForOutbox: WaitForOutbox;
}

/** Creates the calls. They always resolve, within the time limit, unless the caller asks for exceptions. */
export function createHeldCalls({ outbox, sampler, waitForOutbox }: HeldCallsOptions): HeldCalls {
  const endHold = async (id: string, end: HoldEnd, options?: SendOptions): Promise<HeldResult> => {
    try {
      return await waitForOutbox(outbox.held.end(String(id), end));
    } catch (cause) {
      const error = toOutboxError(cause, 'The hold could not be ended');
      sampler.log('error', `held ${error.code}`, { code: error.code, error: error.message }, 'the hold was not ended');
      if (readGiven(() => options?.orThrow) === true) throw error;
      return { status: 'unavailable', changed: false, reason: error.message };
    }
  };
  return {
    confirm: (id, options) => endHold(id, 'confirmed', options),
    void: (id, options) => endHold(id, 'void', options),
  };
}

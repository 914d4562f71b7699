import type { LogSampler } from '../log/log-sampler.js';
import type { HoldEnd } from '../outbox/held-events.js';
import { type Outbox, toOutboxError } from '../outbox/outbox.js';
import type { HeldResult, SendOptions, Twinbeam } from '../twinbeam.js';
import { readGiven } from './read-given.js';
import type { WaitForOutbox } from './wait-for-outbox.js';

/** The calls that end a hold. */
export type HeldCalls = Pick<Twinbeam, 'confirm' | 'void'>;

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

import type { Settings } from '@twinbeam/shared';
import type { IdentityStore } from '../identity/identity-store.js';
import { guard } from '../page/guard.js';
import type { Reports } from '../reports.js';
import type { Tracker } from './api.js';
import { checkArgument } from './check-argument.js';
import type { ConsentGate } from './consent-gate.js';
import type { EventSender } from './event-sender.js';

/**
 * Tracks an event; returns its id. A queued call is made with a fourth argument, the message id that the stub has
 * assigned; others with that argument have another library's callback there.
 */
export type TrackEvent = (
  type: 'page' | 'track',
  ...args: [...Parameters<Tracker['page']>, messageId?: unknown]
) => string | undefined;

/** The parts of a tracker that its calls use. */
export interface CallsParts {
  gate: Pick<ConsentGate, 'set'>;
  identity: Pick<IdentityStore, 'identify' | 'reset'>;
  sender: Pick<EventSender, 'flush'>;
  reports: Pick<Reports, 'on'>;
  pixels: readonly Settings[];
  trackEvent: TrackEvent;
}

/** Creates the calls that a page makes. None of them throws; an argument of a wrong type becomes a warning. */
export const createCalls = ({ gate, identity, sender, reports, pixels, trackEvent }: CallsParts): Tracker => ({
  page: guard((...args) => trackEvent('page', ...args)),
  track: guard((...args) => trackEvent('track', ...args)),
  identify: guard((userId, traits) => {
    checkArgument('identify', 2, traits, 'object');
    identity.identify(userId, traits);
  }),
  reset: guard(identity.reset),
  consent: guard((state, options) => {
    checkArgument('consent', 2, options, 'object');
    gate.set(state, options);
  }),
  flush: sender.flush,
  ready: guard((callback) => {
    if (checkArgument('ready', 1, callback, 'function')) callback();
  }),
  on: guard((listener) => (checkArgument('on', 1, listener, 'function') ? reports.on(listener) : undefined)),
  pixels,
});

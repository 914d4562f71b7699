import type { ConsentState } from '@twinbeam/shared';
import { attempt } from '../page/attempt.js';
import type { Fbq, PixelWindow } from '../pixel/fbq.js';
import { isRevokedByPage, readOriginal } from '../pixel/watch-consent.js';
import type { Report } from '../reports.js';
import type { ScriptGlobal } from '../tag/script-window.js';
import type { Tracker } from '../tracker/api.js';

/** The tracker, and what the script tag tells of its options. */
export type DebuggedTracker = Pick<Tracker, 'on' | 'pixels' | 'consent'> &
  Pick<ScriptGlobal, 'consentCookie' | 'dataset'>;

/** Consent as the debug mode shows it. */
export interface ConsentView {
  handle(report: Report): void;
  /** Returns the state; undefined if none was reported. */
  state(): ConsentState | undefined;
  /** Returns the state, its effect and the reason, as text. */
  text(): string;
  /** Returns the number of events that wait for consent. */
  waiting(): number;
  /** Stops watching the calls of `consent`. */
  stop(): void;
}

/** The effect of a decision, as text. */
const effects: Record<ConsentState, string> = {
  pending: ', events are queued until there is a decision',
  granted: '',
  denied: ', nothing is sent or stored, and what was stored is removed',
};

/** Returns the number of events that wait for consent, as text. */
export const toWaitingText = (count: number): string =>
  `${count} ${count === 1 ? 'event waits' : 'events wait'} for consent`;

/** Creates the view. It is given all reports of the tracker; calls of `consent` are recognised from now on. */
export function createConsentView(tracker: DebuggedTracker, window: PixelWindow): ConsentView {
  const { consent } = tracker;
  let isCall = false;
  let hasReported = false;
  let isWatching = false;
  let state: ConsentState | undefined;
  let reason = '';
  let waiting = 0;
  attempt(() => {
    tracker.consent = (...decision) => {
      isCall = true;
      consent(...decision);
      isCall = false;
    };
  });
  // Reports of before are replayed in the task that creates the view.
  setTimeout(() => {
    isWatching = true;
  });
  return {
    handle(report) {
      if (report.kind === 'queued') waiting = report.count;
      if (report.kind === 'event' || report.kind === 'repeated') {
        waiting = 0;
        // Earlier reports are not known to each debug mode.
        state = 'granted';
      }
      if (report.kind !== 'consent') return;
      state = report.state;
      if (state === 'denied') waiting = 0;
      reason = isCall ? toCallText(tracker) : findReason(state, tracker, window, isWatching && hasReported);
      hasReported = true;
    },
    state: () => state,
    text: () => (state ? `${state}${effects[state]}${reason && ` (${reason})`}` : 'no decision, and no event, yet'),
    waiting: () => (state === 'granted' ? 0 : waiting),
    stop: () => void attempt(() => Object.assign(tracker, { consent })),
  };
}

const toCallText = ({ dataset }: DebuggedTracker) =>
  `a call of consent()${dataset?.consentFrom ? `, by the consent platform, ${dataset.consentFrom}, or the page` : ''}`;

/** @param isChange whether the state has changed since the debug mode has begun, without a call of `consent` */
function findReason(
  state: ConsentState,
  { consentCookie = 'twinbeam_consent', dataset = {} }: DebuggedTracker,
  { document, navigator, fbq }: PixelWindow,
  isChange: boolean,
): string {
  if (state === 'pending' && fbq && isRevokedByPage(readOriginal(fbq as Fbq))) {
    return "the page's own fbq('consent', 'revoke')";
  }
  // In a sandboxed frame, reading cookies throws.
  const cookies = attempt(() => document.cookie) || '';
  const isDecided = cookies
    .toLowerCase()
    .split('; ')
    .some((cookie) => cookie.replace(/"|%22/, '').startsWith(`${consentCookie.toLowerCase()}=${state}`));
  if (isDecided) {
    if (!isChange) return `the cookie ${consentCookie}: an earlier decision, or a call of consent() as the page loaded`;
    if (state === 'granted') return "the page's own fbq('consent', 'grant')";
    return `another tab, or the server, has changed the cookie ${consentCookie}`;
  }
  if (dataset.consent === state) return "the tag's option data-consent";
  if (state === 'pending' && dataset.consentFrom)
    return `the consent platform, ${dataset.consentFrom}, has not decided`;
  const hasGpc = (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl;
  if (state === 'denied' && hasGpc) return "the browser's Global Privacy Control";
  return state === 'granted' ? 'nothing requires a decision' : 'the option consent';
}

import { type ConsentState, parseConsent, warning } from '@twinbeam/shared';
import { describeProblems } from '../mapping/describe-problems.js';
import type { SendResult } from '../send.js';

/** How a site asks for consent. */
export interface ConsentRule {
  /** The cookie that remembers what the visitor has said; the script of the page writes it. */
  cookie: string;
  /** Whether nothing may be sent of a visitor who has said nothing. */
  required: boolean;
}

/** Whether events of a visitor may be sent who has said all of these, each a consent cookie's value or nothing. */
export function mayTrack(said: readonly unknown[], { required }: ConsentRule): boolean {
  const states = said
    .map((value) => parseConsent(value)?.state)
    .filter((state): state is ConsentState => state !== undefined);
  return states.every((state) => state === 'granted') && (states.length > 0 || !required);
}

/** What becomes of an event whose visitor has not consented. */
export const withoutConsent = (): SendResult => ({
  status: 'skipped',
  reason: 'the visitor has not consented',
  problems: describeProblems([warning('consent-missing', 'context.consent')]),
});

import type { EventLegs } from '../leg-collector.js';
import type { LibraryState } from '../read-page-state.js';
import { toEventLines } from '../to-event-lines.js';
import type { EntryContent } from './event-entry.js';

/** Describes an event of the tracker for its entry. An event that still waits for a leg is not yet bad. */
export function toEntryContent(legs: EventLegs, library: LibraryState): EntryContent {
  const found = toEventLines(legs, library);
  const isWaiting = found.state === 'bad' && !legs.isOver;
  const legTexts = [`Pixel ${found.isFired ? '✓' : '–'}`, `Server ${found.isAccepted ? '✓' : '–'}`];
  return {
    ...found,
    className: isWaiting ? 'waiting' : found.state,
    legs: found.state === 'repeated' ? '' : legTexts.join('  '),
    verdict: isWaiting ? 'waiting for a leg …' : found.verdict,
  };
}

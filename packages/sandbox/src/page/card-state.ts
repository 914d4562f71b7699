import type { Card } from '../page-api/card.js';
import type { EventState } from './parts/state-label.js';

const states: Record<string, EventState> = {
  paired: { icon: 'done', label: 'Counted once', tone: 'good' },
  'browser-only': { icon: 'browser-only', label: 'Browser only', tone: 'odd' },
  'server-only': { icon: 'server-only', label: 'Server only', tone: 'odd' },
  single: { icon: 'single', label: 'One leg', tone: 'plain' },
};

/** Selects the label of a card. */
export function selectCardState(card: Card): EventState {
  if (card.kind === 'refused') {
    const { status, source } = card.request;
    const label = source === 'browser' ? 'Pixel failed' : `Refused${status ? ` (${status})` : ''}`;
    return { icon: 'cross', label, tone: 'bad' };
  }
  if (card.differences.length > 0) return { icon: 'differs', label: 'Legs differ', tone: 'odd' };
  return states[card.verdict.state] as EventState;
}

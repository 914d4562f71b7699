import type { Card } from '../page-api/card.js';
import type { IconName } from './icon.js';

/** How a card is marked: an icon, a word and a colour. */
export interface CardState {
  icon: IconName;
  label: string;
  tone: 'good' | 'odd' | 'bad' | 'plain';
}

const states: Record<string, CardState> = {
  paired: { icon: 'paired', label: 'Counted once', tone: 'good' },
  'browser-only': { icon: 'browser-only', label: 'Browser only', tone: 'odd' },
  'server-only': { icon: 'server-only', label: 'Server only', tone: 'odd' },
  single: { icon: 'single', label: 'One leg', tone: 'plain' },
};

/** Selects how a card is marked. */
export function selectCardState(card: Card): CardState {
  if (card.kind === 'refused') {
    const { status, source } = card.request;
    const label = source === 'browser' ? 'Pixel failed' : `Refused${status ? ` (${status})` : ''}`;
    return { icon: 'refused', label, tone: 'bad' };
  }
  if (card.differences.length > 0) return { icon: 'differs', label: 'Legs differ', tone: 'odd' };
  return states[card.verdict.state] as CardState;
}

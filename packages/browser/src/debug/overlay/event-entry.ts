import type { PixelWindow } from '../../pixel/fbq.js';
import { readLibraryState } from '../read-page-state.js';
import { type EventLegs, toEventLines } from '../to-event-lines.js';
import type { CreateElement } from './create-element.js';

/** An event in the list of the overlay. */
export interface EventEntry {
  element: HTMLElement;
  /** Shows the event as it is now; an open one stays open. */
  update(legs: EventLegs): void;
}

/** Creates the entry of an event: a line, which opens. */
export function createEventEntry(create: CreateElement, window: PixelWindow): EventEntry {
  const summary = create('summary');
  const lines = create('dl');
  const data = create('pre');
  const element = create('details', {}, summary, lines, data);
  return {
    element,
    update(legs) {
      const found = toEventLines(legs, readLibraryState(window));
      const isGood = found.verdict === 'both legs, one id' || legs.isRepeated;
      const isOpenEnded = !legs.isOver && !isGood;
      element.className = isOpenEnded ? 'waiting' : isGood ? 'good' : 'bad';
      const legTexts = [`Pixel ${found.isFired ? '✓' : '–'}`, `Server ${found.isAccepted ? '✓' : '–'}`];
      summary.replaceChildren(
        create('b', {}, found.name),
        create('span', { className: 'legs' }, legTexts.join('  ')),
        create('span', { className: 'verdict' }, isOpenEnded ? 'waiting for a leg …' : found.verdict),
      );
      lines.replaceChildren(
        ...found.lines.flatMap(([label, text]) => [create('dt', {}, label), create('dd', {}, text)]),
      );
      data.textContent = found.data ? `Data of the Pixel ${JSON.stringify(found.data, undefined, 2)}` : '';
    },
  };
}

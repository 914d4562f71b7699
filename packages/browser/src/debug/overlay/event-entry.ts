import type { PixelWindow } from '../../pixel/fbq.js';
import type { EventLegs } from '../leg-collector.js';
import { readLibraryState } from '../read-page-state.js';
import { toEventLines } from '../to-event-lines.js';
import type { CreateElement } from './create-element.js';

/** An event in the list of the overlay. */
export interface EventEntry {
  element: HTMLElement;
  /** Shows the event's current state; an open entry stays open. */
  update(legs: EventLegs): void;
}

/** Creates the entry of an event: a line that can be opened. */
export function createEventEntry(create: CreateElement, window: PixelWindow): EventEntry {
  const summary = create('summary');
  const lines = create('dl');
  const data = create('pre');
  const element = create('details', {}, summary, lines, data);
  return {
    element,
    update(legs) {
      const found = toEventLines(legs, readLibraryState(window));
      const state = found.state === 'bad' && !legs.isOver ? 'waiting' : found.state;
      const legTexts = [`Pixel ${found.isFired ? '✓' : '–'}`, `Server ${found.isAccepted ? '✓' : '–'}`];
      element.className = state;
      summary.replaceChildren(
        create('b', {}, found.name),
        create('span', { className: 'legs' }, state === 'repeated' ? '' : legTexts.join('  ')),
        create('span', { className: 'verdict' }, state === 'waiting' ? 'waiting for a leg …' : found.verdict),
      );
      lines.replaceChildren(
        ...found.lines.flatMap(([label, text]) => [create('dt', {}, label), create('dd', {}, text)]),
      );
      data.textContent = found.data ? `Data of the Pixel ${JSON.stringify(found.data, undefined, 2)}` : '';
    },
  };
}

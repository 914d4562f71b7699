import type { EventLines } from '../to-event-lines.js';
import type { CreateElement } from './create-element.js';

/** What the entry of an event shows: the line, and what is below it when it is open. */
export interface EntryContent extends Pick<EventLines, 'name' | 'verdict' | 'lines' | 'data'> {
  /** The class of the style, such as `good`. */
  className: string;
  /** The state of the legs, at the end of the line. */
  legs: string;
}

/** An event in the list of the overlay. */
export interface EventEntry {
  element: HTMLElement;
  /** Shows the event's current state; an open entry stays open. */
  update(content: EntryContent): void;
}

/** Creates the entry of an event: a line that can be opened. */
export function createEventEntry(create: CreateElement): EventEntry {
  const summary = create('summary');
  const lines = create('dl');
  const data = create('pre');
  const element = create('details', {}, summary, lines, data);
  return {
    element,
    update(content) {
      element.className = content.className;
      summary.replaceChildren(
        create('b', {}, content.name),
        create('span', { className: 'legs' }, content.legs),
        create('span', { className: 'verdict' }, content.verdict),
      );
      lines.replaceChildren(
        ...content.lines.flatMap(([label, text]) => [create('dt', {}, label), create('dd', {}, text)]),
      );
      data.textContent = content.data ? `Data of the Pixel ${JSON.stringify(content.data, undefined, 2)}` : '';
    },
  };
}

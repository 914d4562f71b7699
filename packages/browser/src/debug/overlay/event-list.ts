import type { Settings } from '@twinbeam/shared';
import { guard } from '../../page/guard.js';
import type { PixelWindow } from '../../pixel/fbq.js';
import type { Report } from '../../reports.js';
import type { ForeignEvent } from '../foreign-event.js';
import { createLegCollector } from '../leg-collector.js';
import { readLibraryState } from '../read-page-state.js';
import { toForeignLines } from '../to-foreign-lines.js';
import { watchForeignEvents } from '../watch-foreign-events.js';
import type { CreateElement } from './create-element.js';
import { createEventEntry, type EntryContent, type EventEntry } from './event-entry.js';
import { toEntryContent } from './to-entry-content.js';

/** The list of events, the newest first. */
export interface EventList {
  element: HTMLElement;
  /** Shows the current state of every event. */
  show(): void;
  /** Handles a report of the tracker. */
  handle(report: Report): void;
  /** Returns the number of events as text. */
  toTitle(): string;
  /** Stops watching other scripts. */
  stop(): void;
}

/** The number of events that are shown; older ones are removed. */
const maxEvents = 50;
/** Milliseconds after which an event is updated again: the Pixel's library may load after its call. */
const againMs = 500;

/** @param onChange called after the list was updated */
export function createEventList(
  create: CreateElement,
  window: PixelWindow & typeof globalThis,
  pixels: readonly Settings[],
  onChange: () => void,
): EventList {
  /** The shown entries by event: of the tracker, or of another script. */
  const entries = new Map<object, EventEntry>();
  const foreignEvents: ForeignEvent[] = [];
  const element = create('div');
  const update = (event: object, content: EntryContent) => {
    let entry = entries.get(event);
    if (!entry) {
      entry = createEventEntry(create);
      entries.set(event, entry);
      element.prepend(entry.element);
      setTimeout(show, againMs);
    }
    entry.update(content);
  };
  const remove = (event: object) => {
    entries.get(event)?.element.remove();
    entries.delete(event);
  };
  const show = guard(() => {
    const library = readLibraryState(window);
    for (const legs of events.values()) update(legs, toEntryContent(legs, library));
    for (const event of foreignEvents) {
      const found = toForeignLines(event, pixels, foreign.hasSame(event));
      update(event, { ...found, className: `foreign ${found.state}`, legs: '' });
    }
    for (const [id, legs] of events) {
      if (events.size <= maxEvents) break;
      remove(legs);
      events.delete(id);
    }
    for (const event of foreignEvents.splice(0, Math.max(0, foreignEvents.length - maxEvents))) remove(event);
    onChange();
  });
  const { events, handle } = createLegCollector(show);
  const foreign = watchForeignEvents(window, pixels, true, (event) => {
    foreignEvents.push(event);
    show();
  });
  return {
    element,
    show,
    handle(report) {
      foreign.handle(report);
      handle(report);
    },
    toTitle() {
      const bad = element.querySelectorAll('.bad:not(.foreign)').length;
      const count = `${events.size} ${events.size === 1 ? 'event' : 'events'}`;
      const others = foreignEvents.length > 0 ? `, ${foreignEvents.length} of other scripts` : '';
      return `Twinbeam: ${count}${bad > 0 ? `, ${bad} not by both legs` : ''}${others}`;
    },
    stop: foreign.stop,
  };
}

import { guard } from '../../page/guard.js';
import type { PixelWindow } from '../../pixel/fbq.js';
import type { Report } from '../../reports.js';
import { createLegCollector, type EventLegs } from '../leg-collector.js';
import type { CreateElement } from './create-element.js';
import { createEventEntry, type EventEntry } from './event-entry.js';

/** The list of events, the newest first. */
export interface EventList {
  element: HTMLElement;
  /** Shows the current state of every event. */
  show(): void;
  /** Handles a report of the tracker. */
  handle(report: Report): void;
  /** Returns the number of events as text. */
  toTitle(): string;
}

/** The number of events that are shown; older ones are removed. */
const maxEvents = 50;
/** Milliseconds after which an event is updated again: the Pixel's library may load after its call. */
const againMs = 500;

/** @param onChange called after the list was updated */
export function createEventList(create: CreateElement, window: PixelWindow, onChange: () => void): EventList {
  const entries = new Map<EventLegs, EventEntry>();
  const element = create('div');
  const addEntry = (legs: EventLegs) => {
    const entry = createEventEntry(create, window);
    entries.set(legs, entry);
    element.prepend(entry.element);
    setTimeout(show, againMs);
    return entry;
  };
  const show = guard(() => {
    for (const legs of events.values()) (entries.get(legs) ?? addEntry(legs)).update(legs);
    for (const [id, legs] of events) {
      if (events.size <= maxEvents) break;
      entries.get(legs)?.element.remove();
      entries.delete(legs);
      events.delete(id);
    }
    onChange();
  });
  const { events, handle } = createLegCollector(show);
  return {
    element,
    show,
    handle,
    toTitle() {
      const bad = element.querySelectorAll('.bad').length;
      const count = `${events.size} ${events.size === 1 ? 'event' : 'events'}`;
      return `Twinbeam: ${count}${bad > 0 ? `, ${bad} not by both legs` : ''}`;
    },
  };
}

import { guard } from '../../page/guard.js';
import type { PixelWindow } from '../../pixel/fbq.js';
import type { Report } from '../../reports.js';
import type { EventLegs } from '../to-event-lines.js';
import type { CreateElement } from './create-element.js';
import { createEventEntry, type EventEntry } from './event-entry.js';

/** The list of events, the newest first. */
export interface EventList {
  element: HTMLElement;
  /** Shows every event as it is now. */
  show(): void;
  /** Takes a report of the tracker. */
  handle(report: Report): void;
  /** Says in words how many there are. */
  toTitle(): string;
}

/** Time limit in milliseconds for a leg, as that of the console. */
const timeoutMs = 3_000;
/** Events that are shown, the newest. */
const maxEvents = 50;

/** @param onChange called when an event is shown anew */
export function createEventList(create: CreateElement, window: PixelWindow, onChange: () => void): EventList {
  const all = new Map<string, { legs: EventLegs; entry: EventEntry }>();
  const element = create('div');
  const show = guard(() => {
    for (const { entry, legs } of all.values()) entry.update(legs);
    onChange();
  });
  const add = (id: string, legs: EventLegs) => {
    const one = { legs, entry: createEventEntry(create, window) };
    all.set(id, one);
    element.prepend(one.entry.element);
    const [oldest] = all;
    if (all.size > maxEvents && oldest) {
      oldest[1].entry.element.remove();
      all.delete(oldest[0]);
    }
    setTimeout(() => {
      one.legs.isOver = true;
      show();
    }, timeoutMs);
    // The Pixel's library may load after its call.
    setTimeout(show, timeoutMs / 6);
  };
  return {
    element,
    show,
    handle(report) {
      if (report.kind === 'event' || report.kind === 'repeated') {
        const { kind, message } = report;
        add(`${message.messageId}`, { message, pixels: [], isRepeated: kind === 'repeated' });
      }
      if (report.kind === 'pixel') all.get(report.messageId)?.legs.pixels.push(report);
      if (report.kind === 'server') {
        for (const result of report.results) {
          const one = all.get(`${result.messageId}`);
          if (one) one.legs.server = result;
        }
      }
      show();
    },
    toTitle() {
      const bad = element.querySelectorAll('.bad').length;
      const count = `${all.size} ${all.size === 1 ? 'event' : 'events'}`;
      return `Twinbeam: ${count}${bad > 0 ? `, ${bad} not by both legs` : ''}`;
    },
  };
}

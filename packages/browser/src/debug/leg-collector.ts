import type { Message } from '@twinbeam/shared';
import type { Report, ServerResult } from '../reports.js';

/** The reports of one event so far. */
export interface EventLegs {
  message: Message;
  pixels: Extract<Report, { kind: 'pixel' }>[];
  server?: ServerResult;
  /** The event was not sent, because this browser has sent the purchase before. */
  isRepeated: boolean;
  /** No more reports are expected. */
  isOver: boolean;
}

/** Collects the reports of each event, for the console and the overlay. */
export interface LegCollector {
  /** The events by message id, oldest first. The owner deletes those that it no longer needs. */
  events: Map<string, EventLegs>;
  handle(report: Report): void;
}

/** Milliseconds after which an event is shown without a missing leg. */
const timeoutMs = 3_000;

/**
 * Creates a collector.
 *
 * @param onChange called when an event has changed, or its timeout has passed
 */
export function createLegCollector(onChange: () => void): LegCollector {
  const events = new Map<string, EventLegs>();
  const add = (message: Message, isRepeated: boolean) => {
    const legs: EventLegs = { message, pixels: [], isRepeated, isOver: isRepeated };
    events.set(`${message.messageId}`, legs);
    setTimeout(() => {
      legs.isOver = true;
      onChange();
    }, timeoutMs);
  };
  return {
    events,
    handle(report) {
      const { kind } = report;
      if (kind === 'event' || kind === 'repeated') add(report.message, kind === 'repeated');
      else if (kind === 'server') {
        for (const result of report.results) {
          const legs = events.get(`${result.messageId}`);
          if (legs) legs.server = result;
        }
      } else if (kind === 'pixel') {
        events.get(report.messageId)?.pixels.push(report);
        // Several pixels are reported one after another.
        setTimeout(onChange);
        return;
      }
      onChange();
    },
  };
}

import type { ConsentState } from '@twinbeam/shared';
import type { Tracker } from '../api.js';
import type { PixelWindow } from '../pixel/pixel.js';
import type { Report } from '../tracker/report.js';
import { type EventLegs, linesOf } from './event-lines.js';
import { libraryState, pageState } from './page-state.js';

/** Until then both legs of an event are there, or one is worth asking about. */
const patienceMs = 3_000;

/** What becomes of events. */
const effects: Record<ConsentState, string> = {
  pending: ', events are held until there is a decision',
  granted: '',
  denied: ', nothing is sent or stored, and what was is removed',
};

/**
 * Prints what becomes of each event to the console: both legs, whether their ids agree, and which match keys it lacks.
 * It names match keys and cookies, and never says what they hold.
 *
 * @param earlier reports of what happened before
 * @returns a function that stops it
 * @example
 * const stop = debugEvents(tracker);
 */
export function debugEvents(
  tracker: Pick<Tracker, 'on'>,
  window: PixelWindow = globalThis.window,
  earlier: readonly Report[] = [],
): () => void {
  const waiting = new Map<string, EventLegs>();

  const print = (legs: EventLegs) => {
    const { title, lines, data } = linesOf(legs, libraryState(window));
    console.groupCollapsed(title);
    printLines(lines);
    if (data) console.log('Data of the Pixel', data);
    console.groupEnd();
  };
  /** Prints events in their order, as far as nothing more is to be waited for. */
  const printWhole = () => {
    for (const [id, legs] of waiting) {
      if (!legs.isOver) {
        if (!legs.pixels[0] || !legs.server) return;
        const isTold = libraryState(window)[0] || !legs.pixels.some(({ call }) => call);
        if (!isTold) return void setTimeout(printWhole, 100);
      }
      waiting.delete(id);
      print(legs);
    }
  };

  const take = (report: Report) => {
    if (report.kind === 'event') {
      const id = `${report.message.messageId}`;
      const legs: EventLegs = { message: report.message, pixels: [] };
      waiting.set(id, legs);
      setTimeout(() => {
        legs.isOver = true;
        printWhole();
      }, patienceMs);
    } else if (report.kind === 'pixel') {
      waiting.get(report.messageId)?.pixels.push(report);
      // Several pixels are reported one after another.
      setTimeout(printWhole);
    } else if (report.kind === 'consent') {
      console.log(`Twinbeam  consent is ${report.state}${effects[report.state]}`);
    } else {
      for (const result of report.results) {
        const id = `${result.messageId}`;
        const legs = waiting.get(id);
        if (legs) legs.server = result;
        else console.log(`Twinbeam  the server has answered late: ${result.status}, id ${result.eventId}`);
      }
      printWhole();
    }
  };

  console.group('Twinbeam debug mode: each event follows, with both of its legs');
  printLines(pageState(window));
  console.groupEnd();
  earlier.forEach(take);
  return tracker.on(take) as () => void;
}

function printLines(lines: readonly (readonly [label: string, text: string])[]): void {
  const width = Math.max(...lines.map(([label]) => label.length));
  for (const [label, text] of lines) console.log(`${label.padEnd(width)}  ${text}`);
}

import type { ConsentState } from '@twinbeam/shared';
import type { Tracker } from '../api.js';
import type { PixelWindow } from '../pixel/fbq.js';
import type { Report } from '../reports.js';
import { readLibraryState, readPageState } from './read-page-state.js';
import { type EventLegs, toEventLines } from './to-event-lines.js';

/** Time limit in milliseconds for a leg, after which the event is printed without it. */
const timeoutMs = 3_000;

/** The effect of a decision, in words. */
const effects: Record<ConsentState, string> = {
  pending: ', events are queued until there is a decision',
  granted: '',
  denied: ', nothing is sent or stored, and what was stored is removed',
};

/**
 * Prints each event of a tracker to the console: both legs, whether their ids agree, and which match keys it lacks. Match
 * keys and cookies are named, without their values.
 *
 * @param window the page's window; default the global one
 * @param earlier reports from before, to be printed as well
 * @returns a function that stops printing
 * @example
 * const stop = debugEvents(tracker);
 */
export function debugEvents(
  tracker: Pick<Tracker, 'on'>,
  window: PixelWindow = globalThis.window,
  earlier: readonly Report[] = [],
): () => void {
  // A server that renders the page has no window.
  if (!window) return () => undefined;
  const waiting = new Map<string, EventLegs>();

  const print = (legs: EventLegs) => {
    const { title, lines, data } = toEventLines(legs, readLibraryState(window));
    console.groupCollapsed(title);
    printLines(lines);
    if (data) console.log('Data of the Pixel', data);
    console.groupEnd();
  };
  /** Prints events in their order, up to the first that lacks a leg and has time left. */
  const printComplete = () => {
    for (const [id, legs] of waiting) {
      if (!legs.isOver) {
        if (!legs.pixels[0] || !legs.server) return;
        const isFired = readLibraryState(window).isLoaded || !legs.pixels.some(({ call }) => call);
        if (!isFired) return void setTimeout(printComplete, 100);
      }
      waiting.delete(id);
      print(legs);
    }
  };

  const handle = (report: Report) => {
    if (report.kind === 'event') {
      const id = `${report.message.messageId}`;
      const legs: EventLegs = { message: report.message, pixels: [] };
      waiting.set(id, legs);
      setTimeout(() => {
        legs.isOver = true;
        printComplete();
      }, timeoutMs);
    } else if (report.kind === 'pixel') {
      waiting.get(report.messageId)?.pixels.push(report);
      // Several pixels are reported one after another.
      setTimeout(printComplete);
    } else if (report.kind === 'repeated') {
      const { message } = report;
      waiting.set(`${message.messageId}`, { message, pixels: [], isRepeated: true, isOver: true });
      printComplete();
    } else if (report.kind === 'consent') {
      console.log(`Twinbeam  consent is ${report.state}${effects[report.state]}`);
    } else {
      for (const result of report.results) {
        const id = `${result.messageId}`;
        const legs = waiting.get(id);
        if (legs) legs.server = result;
        else console.log(`Twinbeam  the server has responded late: ${result.status}, id ${result.eventId}`);
      }
      printComplete();
    }
  };

  console.group('Twinbeam debug mode: each event follows, with both of its legs');
  printLines(readPageState(window));
  console.groupEnd();
  earlier.forEach(handle);
  return tracker.on(handle) as () => void;
}

function printLines(lines: readonly (readonly [label: string, text: string])[]): void {
  const width = Math.max(...lines.map(([label]) => label.length));
  for (const [label, text] of lines) console.log(`${label.padEnd(width)}  ${text}`);
}

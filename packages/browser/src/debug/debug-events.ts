import type { PixelWindow } from '../pixel/fbq.js';
import type { Report } from '../reports.js';
import type { Tracker } from '../tracker/api.js';
import { createConsentView, toWaitingText } from './consent-view.js';
import { createLegCollector, type EventLegs } from './leg-collector.js';
import { readLibraryState, readPageState } from './read-page-state.js';
import { toEventLines } from './to-event-lines.js';
import { toForeignLines } from './to-foreign-lines.js';
import { watchForeignEvents } from './watch-foreign-events.js';

/** The method of the console that prints an event of another script. */
const methods = { bad: 'error', warned: 'warn', harmless: 'log' } as const;

/**
 * Prints each event of a tracker to the console: both legs, whether their ids agree, and which match keys are missing.
 * Match keys and cookies are printed by name, without their values.
 *
 * @param window the page's window; default the global one
 * @param earlier all earlier reports, to be printed too; without them, an event of another script is recognised only by
 * its missing event id
 * @returns a function that stops printing
 * @example
 * const stop = debugEvents(tracker);
 */
export function debugEvents(
  tracker: Pick<Tracker, 'on' | 'pixels' | 'consent'>,
  window: PixelWindow & typeof globalThis = globalThis.window,
  earlier?: readonly Report[],
): () => void {
  // Server-side rendering has no window.
  if (!window) return () => undefined;
  const print = (legs: EventLegs) => {
    const { title, lines, data } = toEventLines(legs, readLibraryState(window));
    console.groupCollapsed(title);
    printLines(lines);
    if (data) console.log('Data of the Pixel', data);
    console.groupEnd();
  };
  /** Prints events in order, up to the first that still waits for a leg. */
  const printComplete = () => {
    for (const [id, legs] of events) {
      if (!legs.isOver) {
        if (!legs.pixels[0] || !legs.server) return;
        const isFired = readLibraryState(window).isLoaded || !legs.pixels.some(({ call }) => call);
        if (!isFired) return void setTimeout(printComplete, 100);
      }
      events.delete(id);
      print(legs);
    }
  };
  const { events, handle: collect } = createLegCollector(printComplete);

  const consent = createConsentView(tracker, window);
  const foreign = watchForeignEvents(window, tracker.pixels, !!earlier, (event) => {
    const { title, state } = toForeignLines(event, tracker.pixels, foreign.hasSame(event));
    console[methods[state]](title);
  });
  const handle = (report: Report) => {
    foreign.handle(report);
    consent.handle(report);
    if (report.kind === 'consent') console.log(`Twinbeam  consent is ${consent.text()}`);
    if (report.kind === 'queued' && consent.waiting()) console.log(`Twinbeam  ${toWaitingText(consent.waiting())}`);
    if (report.kind === 'server') {
      for (const { messageId, status, eventId } of report.results) {
        if (events.has(`${messageId}`)) continue;
        console.log(`Twinbeam  the server has responded late: ${status}, id ${eventId}`);
      }
    }
    collect(report);
  };

  console.group('Twinbeam debug mode: each event follows, with both of its legs');
  printLines(readPageState(window, tracker.pixels));
  console.groupEnd();
  earlier?.forEach(handle);
  const stop = tracker.on(handle);
  return () => {
    stop?.();
    foreign.stop();
    consent.stop();
  };
}

function printLines(lines: readonly (readonly [label: string, text: string])[]): void {
  const width = Math.max(...lines.map(([label]) => label.length));
  for (const [label, text] of lines) console.log(`${label.padEnd(width)}  ${text}`);
}

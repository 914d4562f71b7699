import type { InspectedEvent } from '../event-log/inspected-event.js';
import type { PauseChange } from '../inspector/pause-changes.js';

/** Prints a server's events as lines, each as soon as its state is known. */
export interface EventLines {
  /** Starts again for a new server process. */
  restart(dispatches: boolean): void;
  add(event: InspectedEvent): void;
  /** Prints the events that are still waiting. */
  close(): void;
}

/** How long to wait for Meta's response before an event is printed as queued, in milliseconds. */
const patienceMs = 3_000;

export function createEventLines(printEvent: (event: InspectedEvent) => void): EventLines {
  const waiting = new Map<number, { event: InspectedEvent; timer: NodeJS.Timeout }>();
  let dispatches = true;
  const release = (id: number): void => {
    const entry = waiting.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    waiting.delete(id);
    printEvent(entry.event);
  };
  const releaseAll = (): void => {
    for (const id of [...waiting.keys()]) release(id);
  };
  return {
    restart(next) {
      releaseAll();
      dispatches = next;
    },
    add(event) {
      const known = waiting.get(event.id);
      if (known) {
        clearTimeout(known.timer);
        waiting.delete(event.id);
      }
      if (event.legs.server !== 'queued' || !dispatches) printEvent(event);
      else waiting.set(event.id, { event, timer: setTimeout(release, patienceMs, event.id) });
    },
    close: releaseAll,
  };
}

/** Returns the line for a pause that has begun or ended. */
export function toPauseLine({ pixelId, reason }: PauseChange, now = Date.now()): string {
  const text = reason === undefined ? `✓ pixel ${pixelId} sends again` : `✗ pixel ${pixelId} is paused: ${reason}`;
  return `${toClock(now)} ${text}`;
}

/** Returns an event as a line, followed by a line for each of its problems. */
export function toEventLine(event: InspectedEvent): string {
  const { receivedAt, name, eventId = '', status, reason, problems, matchKeys, legs, answer, source } = event;
  const parts = [
    `${toClock(receivedAt)} ${selectMark(event)} ${name ?? event.event ?? '(no name)'}`,
    eventId,
    `${toPageText(event)}, server ${status === 'accepted' ? legs.server : status}`,
    ...(source === 'page' ? [] : [`by ${source}`]),
    ...(matchKeys.length > 0 ? [matchKeys.join(',')] : []),
    ...(reason === undefined ? [] : [reason]),
    ...(answer ? [answer.text] : []),
  ];
  const line = parts
    .filter((part) => part !== '')
    .join('  ')
    .replaceAll(/[\r\n]+/g, ' ');
  return [line, ...problems.map(({ severity, message }) => `    ${severity}: ${message ?? ''}`)].join('\n');
}

const toClock = (time: number): string => new Date(time).toISOString().slice(11, 19);

/** Returns the mark of a line; that of success is only for what Meta has received. */
function selectMark(event: InspectedEvent): string {
  if (hasFailed(event)) return '✗';
  if (event.problems.length > 0) return '!';
  return event.legs.server === 'sent' ? '✓' : '·';
}

function toPageText({ legs, source }: InspectedEvent): string {
  if (legs.browser) return 'page yes';
  return source === 'page' ? 'from a page, not fired' : 'page no';
}

/** Returns whether an event was not accepted, was set aside, or got an error from Meta. */
export const hasFailed = ({ status, legs, answer }: InspectedEvent): boolean =>
  status === 'rejected' || status === 'unavailable' || legs.server === 'set-aside' || answer?.isOk === false;

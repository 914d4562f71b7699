import type { InspectedEvent } from '../event-log/inspected-event.js';

/** The lines of a server's events, each printed when its state is known. */
export interface EventLines {
  /** Begins anew, for another process. */
  restart(dispatches: boolean): void;
  add(event: InspectedEvent): void;
  /** Prints what still waits. */
  close(): void;
}

/** Time that an event waits for Meta's response before it is printed as queued, in milliseconds. */
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

/** Returns an event as a line, with lines for its problems below it. */
export function toEventLine(event: InspectedEvent): string {
  const { receivedAt, name, eventId = '', status, reason, problems, matchKeys, legs, answer, source } = event;
  const mark = hasFailed(event) ? '✗' : problems.length > 0 ? '!' : '✓';
  const time = new Date(receivedAt).toISOString().slice(11, 19);
  const parts = [
    `${time} ${mark} ${name ?? event.event ?? '(no name)'}`,
    eventId,
    `page ${legs.browser ? 'yes' : 'no'}, server ${status === 'accepted' ? legs.server : status}`,
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

/** Returns whether an event was not taken, or Meta does not have it for a reason of its own. */
export const hasFailed = ({ status, legs, answer }: InspectedEvent): boolean =>
  status === 'rejected' || status === 'unavailable' || legs.server === 'set-aside' || answer?.isOk === false;

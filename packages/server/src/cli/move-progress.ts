import type { Moved } from '../outbox/move.js';

const intervalMs = 5_000;

const waitingText =
  'events are postponed, being sent, or leased by an interrupted move, whose leases end after 30 seconds; waiting for them. Stop the processes that still use the first outbox.';

/**
 * Creates a function that prints the progress of `outbox move`, if it has changed, every five seconds, and at once when
 * the move first has to wait.
 */
export function createMoveProgress(
  print: (text: string) => void,
  now: () => number = () => performance.now(),
): (moved: Moved, waiting: number) => void {
  let printedAt = Number.NEGATIVE_INFINITY;
  let printed = '';
  let hasWaited = false;
  return ({ events }, waiting) => {
    const isFirstWait = waiting > 0 && !hasWaited;
    const text = waiting > 0 ? `${waiting} ${waitingText}` : `${events} events moved so far.`;
    if (text === printed || (!isFirstWait && now() - printedAt < intervalMs)) return;
    printedAt = now();
    printed = text;
    hasWaited ||= isFirstWait;
    print(text);
  };
}

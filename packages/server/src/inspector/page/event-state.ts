import type { EventState } from '../../../../sandbox/src/page/parts/state-label.js';
import type { InspectedEvent } from '../../event-log/inspected-event.js';

const serverStates: Record<InspectedEvent['legs']['server'], EventState> = {
  none: { label: 'Not sent', icon: 'none', tone: 'plain' },
  queued: { label: 'Queued', icon: 'queued', tone: 'plain' },
  held: { label: 'Held', icon: 'queued', tone: 'plain' },
  sent: { label: 'Sent', icon: 'done', tone: 'good' },
  retry: { label: 'Trying again', icon: 'retry', tone: 'odd' },
  quarantined: { label: 'Refused', icon: 'cross', tone: 'bad' },
  'set-aside': { label: 'Set aside', icon: 'cross', tone: 'bad' },
};

const statuses: Record<InspectedEvent['status'], EventState | undefined> = {
  accepted: undefined,
  duplicate: { label: 'Duplicate', icon: 'none', tone: 'plain' },
  skipped: { label: 'Skipped', icon: 'none', tone: 'plain' },
  rejected: { label: 'Rejected', icon: 'cross', tone: 'bad' },
  unavailable: { label: 'Not stored', icon: 'cross', tone: 'bad' },
};

export const selectEventState = ({ status, legs }: InspectedEvent): EventState =>
  statuses[status] ?? serverStates[legs.server];

const waitTexts: Partial<Record<InspectedEvent['legs']['server'], string>> = {
  held: 'The event waits to be confirmed: it is sent when the order is paid.',
  queued: 'The event is stored. It will be sent.',
  retry: 'Meta has not received it yet. Nothing is lost: it is sent again.',
  quarantined: 'Meta refuses it. It is tried again alone, three times; then it is set aside.',
  'set-aside': 'It was set aside for the reason below. It is among the dead letters.',
};

/** Returns a sentence that says what happened to an event. */
export function toVerdict({ status, legs, reason, source }: InspectedEvent): string {
  if (status === 'rejected') return 'The event cannot be sent, because of the problems below. Nothing was stored.';
  if (status === 'unavailable') return `The event was not stored. ${reason ?? ''}`;
  if (status === 'skipped') return `No event was made: ${reason ?? 'the message is of another kind'}.`;
  if (status === 'duplicate') return 'The same event is already pending, or was sent before. It counts once.';
  if (reason !== undefined) return reason;
  const isSent = legs.server === 'sent';
  if (isSent && legs.browser) {
    return 'Both legs: the page calls the Pixel with the same id, and Meta has received it from the server.';
  }
  if (isSent) {
    const cause = source === 'server' ? 'No page has sent it' : 'A library has sent it, not a page of yours';
    return `Server leg only: Meta has received it from the server. ${cause}.`;
  }
  return waitTexts[legs.server] ?? 'Meta has not received it.';
}

import { formatClock } from '../../../../sandbox/src/page/parts/format.js';
import { Leg } from '../../../../sandbox/src/page/parts/leg.js';
import { StateLabel } from '../../../../sandbox/src/page/parts/state-label.js';
import type { InspectedEvent } from '../../event-log/inspected-event.js';
import { selectEventState } from './event-state.js';

interface EventRowProps {
  event: InspectedEvent;
  isOpen: boolean;
  onOpen(): void;
}

/** An event in the list. */
export function EventRow({ event, isOpen, onOpen }: EventRowProps) {
  const { name, event: messageName, eventId, legs, problems, source } = event;
  const notFired = source === 'page' ? 'from a page, not fired' : 'no page';
  return (
    <li>
      <button type="button" class="row" aria-expanded={isOpen} onClick={onOpen}>
        <StateLabel state={selectEventState(event)} />
        <span class="title">
          <b>{name || messageName || 'Message'}</b>
          {messageName !== undefined && name !== undefined && messageName !== name && (
            <small> from {messageName}</small>
          )}
          {eventId === undefined ? <small class="no-event">no event was made</small> : <code>{eventId}</code>}
        </span>
        <Leg source="browser" isPresent={legs.browser}>
          {legs.browser ? 'from a page' : notFired}
        </Leg>
        <Leg source="server" isPresent={legs.server === 'sent'}>
          {legs.server === 'sent' ? 'sent' : 'not sent'}
        </Leg>
        <span class="meta">
          <time>{formatClock(event.receivedAt)}</time>
          {problems.length > 0 && <small>{problems.length === 1 ? '1 problem' : `${problems.length} problems`}</small>}
          {event.trace && <small>my visit</small>}
        </span>
      </button>
    </li>
  );
}

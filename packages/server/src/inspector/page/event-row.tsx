import type { InspectedEvent } from '../../event-log/inspected-event.js';
import { selectEventState } from './event-state.js';
import { formatTime } from './format.js';
import { Icon } from './icon.js';

interface EventRowProps {
  event: InspectedEvent;
  isOpen: boolean;
  onOpen(): void;
}

/** An event in the list. */
export function EventRow({ event, isOpen, onOpen }: EventRowProps) {
  const state = selectEventState(event);
  const { name, event: said, eventId, legs, problems } = event;
  return (
    <li>
      <button type="button" class={`row tone-${state.tone}`} aria-expanded={isOpen} onClick={onOpen}>
        <span class="state">
          <Icon name={state.icon} />
          {state.label}
        </span>
        <span class="title">
          <b>{name || said || 'Message'}</b>
          {said !== undefined && name !== undefined && said !== name && <small> from {said}</small>}
          <code>{eventId ?? 'no event'}</code>
        </span>
        <span class="legs">
          <Leg name="browser" isOn={legs.browser} />
          <Leg name="server" isOn={legs.server === 'sent'} />
        </span>
        <span class="meta">
          <time>{formatTime(event.receivedAt)}</time>
          {problems.length > 0 && <small>{problems.length === 1 ? '1 problem' : `${problems.length} problems`}</small>}
          {event.trace && <small>my visit</small>}
        </span>
      </button>
    </li>
  );
}

function Leg({ name, isOn }: { name: 'browser' | 'server'; isOn: boolean }) {
  const label = name === 'browser' ? 'Browser' : 'Server';
  return (
    <span class={isOn ? `leg leg-${name}` : 'leg missing'}>
      <Icon name={name} />
      {label}
      <span class="hidden">{isOn ? ': yes' : ': no'}</span>
    </span>
  );
}

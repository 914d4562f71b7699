import type { Source } from '../events/received-event.js';
import type { Card, EventCard } from '../page-api/card.js';
import { selectCardState } from './card-state.js';
import { formatTime } from './parts/format.js';
import { Leg } from './parts/leg.js';
import { StateLabel } from './parts/state-label.js';

interface CardRowProps {
  id: number;
  /** The card; undefined until it has been read. */
  card: Card | undefined;
  position: number;
  count: number;
  top: number;
  height: number;
  isOpen: boolean;
  isActive: boolean;
  onOpen(): void;
}

/** A card in the list: both legs side by side, and their state. */
export function CardRow({ id, card, position, count, top, height, isOpen, isActive, onOpen }: CardRowProps) {
  const state = card && selectCardState(card);
  const classes = ['card', isOpen ? 'is-open' : '', isActive ? 'is-active' : ''];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus, aria-activedescendant names the option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box handles the keys
    <div
      id={`card-${id}`}
      class={classes.filter(Boolean).join(' ')}
      role="option"
      aria-selected={isOpen}
      aria-posinset={position}
      aria-setsize={count}
      style={{ top: `${top}px`, height: `${height}px` }}
      onClick={onOpen}
    >
      {card && state ? (
        <>
          <StateLabel state={state} />
          {card.kind === 'event' ? <EventSummary card={card} /> : <RefusedSummary card={card} />}
        </>
      ) : (
        <span class="loading">…</span>
      )}
    </div>
  );
}

function EventSummary({ card }: { card: EventCard }) {
  return (
    <>
      <span class="title">
        <b>{card.name}</b>
        <code>{card.eventId ?? 'no event id'}</code>
      </span>
      <CardLeg card={card} source="browser" />
      <CardLeg card={card} source="server" />
      <span class="why">{toSummary(card)}</span>
    </>
  );
}

function toSummary({ verdict, differences }: EventCard): string {
  if (differences.length === 0) return verdict.text;
  return `Counted once, but the legs differ: ${differences.map(({ field }) => field).join(', ')}.`;
}

function CardLeg({ card, source }: { card: EventCard; source: Source }) {
  const [event] = card.legs[source];
  const count = card.counts[source];
  return (
    <Leg source={source} isPresent={event !== undefined}>
      {event ? `${formatTime(event.receivedAt)}${count > 1 ? ` ×${count}` : ''}` : 'not arrived'}
    </Leg>
  );
}

function RefusedSummary({ card: { request } }: { card: Extract<Card, { kind: 'refused' }> }) {
  const name = request.event?.event_name;
  return (
    <>
      <span class="title">
        <b>{name === undefined ? (request.source === 'server' ? 'Graph request' : 'Pixel request') : String(name)}</b>
        <small>{formatTime(request.receivedAt)}</small>
      </span>
      <span class="reason">{request.reason}</span>
    </>
  );
}

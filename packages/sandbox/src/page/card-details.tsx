import { useState } from 'preact/hooks';
import type { Card, EventCard, RefusedCard } from '../page-api/card.js';
import { CardActions } from './card-actions.js';
import { selectCardState } from './card-state.js';
import { Comparison } from './comparison.js';
import { EventEditor } from './event-editor.js';
import { formatDelay } from './format.js';
import { DetailsPanel } from './parts/details-panel.js';
import { Facts } from './parts/facts.js';
import { formatTime } from './parts/format.js';
import { JsonBox } from './parts/json-box.js';

interface CardDetailsProps {
  card: Card | undefined;
  pageToken: string;
  onClose(): void;
}

/** The open card. */
export function CardDetails({ card, pageToken, onClose }: CardDetailsProps) {
  const [isEditing, setEditing] = useState(false);
  const title = card?.kind === 'event' ? card.name : card ? 'Refused request' : 'Reading…';
  return (
    <DetailsPanel title={title} state={card && selectCardState(card)} onClose={onClose}>
      {card?.kind === 'event' && <EventDetails card={card} />}
      {card?.kind === 'refused' && <RefusedDetails card={card} />}
      {card && <CardActions card={card} isEditing={isEditing} onEdit={() => setEditing(!isEditing)} />}
      {card && isEditing && <EventEditor card={card} pageToken={pageToken} />}
      {card && (
        <details class="raw">
          <summary>Raw JSON</summary>
          <JsonBox title="Raw JSON" value={card.kind === 'event' ? card.legs : card.request} />
        </details>
      )}
    </DetailsPanel>
  );
}

function EventDetails({ card }: { card: EventCard }) {
  const { verdict, delayMs } = card;
  const warnings = [...card.legs.browser, ...card.legs.server].flatMap((event) =>
    event.warnings.map((text) => `${event.source === 'browser' ? 'Browser' : 'Server'}: ${text}`),
  );
  return (
    <>
      <p class="verdict">
        {verdict.text}
        {delayMs !== undefined && ` The server's event came ${formatDelay(delayMs)}.`}
      </p>
      {verdict.fix && (
        <p class="fix">
          <b>To mend it:</b> {verdict.fix}
        </p>
      )}
      {card.differences.length > 0 && (
        <p class="fix">
          <b>{card.differences.length === 1 ? 'One field differs' : `${card.differences.length} fields differ`}:</b>{' '}
          {card.differences.map(({ field }) => field).join(', ')}. Meta keeps one leg's values. Make both from the same
          data.
        </p>
      )}
      {[...new Set(warnings)].map((text) => (
        <p key={text} class="warning">
          {text}
        </p>
      ))}
      <Comparison card={card} />
    </>
  );
}

function RefusedDetails({ card: { request } }: { card: RefusedCard }) {
  return (
    <>
      <p class="verdict">{request.reason}</p>
      <p class="fix">
        <b>To mend it:</b> {request.fix}
      </p>
      {request.eventCount > 1 && <p>Graph takes none of a request's events when it refuses one.</p>}
      <Facts
        facts={[
          ['Received', formatTime(request.receivedAt)],
          ['Pixel', request.pixelId],
          ['Status', request.status],
          ['Code', request.code],
          ['Subcode', request.subcode],
          ['Events in the request', request.eventCount || undefined],
        ]}
      />
    </>
  );
}

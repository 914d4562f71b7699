import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card, EventCard, RefusedCard } from '../page-api/card.js';
import { CardActions } from './card-actions.js';
import { selectCardState } from './card-state.js';
import { Comparison } from './comparison.js';
import { EventEditor } from './event-editor.js';
import { formatDelay, formatTime } from './format.js';
import { Icon } from './icon.js';

interface CardDetailsProps {
  card: Card | undefined;
  pageToken: string;
  onClose(): void;
}

/** The open card. */
export function CardDetails({ card, pageToken, onClose }: CardDetailsProps) {
  const [isEditing, setEditing] = useState(false);
  const panel = useRef<HTMLElement>(null);
  // On a narrow page the panel covers the list, so the focus must follow.
  useEffect(() => {
    if (matchMedia('(max-width: 999px)').matches) panel.current?.querySelector('button')?.focus();
  }, []);
  const state = card && selectCardState(card);
  return (
    <aside
      ref={panel}
      class="details"
      aria-label="Open event"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="details-head">
        <h3>{card?.kind === 'event' ? card.name : card ? 'Refused request' : 'Reading…'}</h3>
        {state && (
          <span class={`state tone-${state.tone}`}>
            <Icon name={state.icon} />
            {state.label}
          </span>
        )}
        <button type="button" class="close" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {card?.kind === 'event' && <EventDetails card={card} />}
      {card?.kind === 'refused' && <RefusedDetails card={card} />}
      {card && <CardActions card={card} isEditing={isEditing} onEdit={() => setEditing(!isEditing)} />}
      {card && isEditing && <EventEditor card={card} pageToken={pageToken} />}
      {card && (
        <details class="raw">
          <summary>Raw JSON</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <section tabIndex={0} aria-label="Raw JSON">
            <pre>{JSON.stringify(card.kind === 'event' ? card.legs : card.request, undefined, 2)}</pre>
          </section>
        </details>
      )}
    </aside>
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
  const codes = [
    ['Received', formatTime(request.receivedAt)],
    ['Pixel', request.pixelId],
    ['Status', request.status],
    ['Code', request.code],
    ['Subcode', request.subcode],
    ['Events in the request', request.eventCount || undefined],
  ] as const;
  return (
    <>
      <p class="verdict">{request.reason}</p>
      <p class="fix">
        <b>To mend it:</b> {request.fix}
      </p>
      {request.eventCount > 1 && <p>Graph takes none of a request's events when it refuses one.</p>}
      <dl class="codes">
        {codes.map(([label, value]) =>
          value === undefined ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import type { GraphAnswer, InspectedEvent } from '../../event-log/inspected-event.js';
import { selectEventState, toVerdict } from './event-state.js';
import { formatTime } from './format.js';
import { Icon } from './icon.js';

interface EventDetailsProps {
  event: InspectedEvent;
  onClose(): void;
}

/** The open event. */
export function EventDetails({ event, onClose }: EventDetailsProps) {
  const panel = useRef<HTMLElement>(null);
  // On a narrow page the panel covers the list, so the focus must follow.
  useEffect(() => {
    if (matchMedia('(max-width: 899px)').matches) panel.current?.querySelector('button')?.focus();
  }, []);
  const state = selectEventState(event);
  const { answer, problems, matchKeys, trace } = event;
  return (
    <aside
      ref={panel}
      class="details panel"
      aria-label="Open event"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <div class="details-head">
        <h2>{event.name || event.event || 'Message'}</h2>
        <span class={`state tone-${state.tone}`}>
          <Icon name={state.icon} />
          {state.label}
        </span>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <p class="verdict">{toVerdict(event)}</p>
      {answer && <Answer answer={answer} />}
      {problems.length > 0 && (
        <section>
          <h3>Problems</h3>
          <ul class="problems">
            {problems.map(({ severity, code, field, message }) => (
              <li key={`${code} ${field}`} class={severity === 'error' ? 'bad' : 'odd'}>
                <b>{severity === 'error' ? 'Error' : 'Warning'}</b> <code>{field}</code> {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Match keys</h3>
        <p>
          {matchKeys.length === 0 ? 'None.' : matchKeys.map((key) => <code key={key}>{key}</code>)}
          {matchKeys.length > 0 && <span class="hint"> Their values are not shown.</span>}
        </p>
      </section>
      <Facts
        facts={[
          ['Received', formatTime(event.receivedAt)],
          ['From', { page: 'a page', server: 'server code', sdk: 'a library (SDK)' }[event.source]],
          ['Name in the message', event.event],
          ['Pixel', event.pixelId],
          ['Event id', event.eventId],
        ]}
      />
      {trace && <Trace trace={trace} />}
    </aside>
  );
}

function Answer({ answer }: { answer: GraphAnswer }) {
  return (
    <section class={answer.isOk ? 'answer good' : 'answer bad'}>
      <h3>Meta’s answer</h3>
      <p>{answer.text}</p>
      <Facts
        facts={[
          ['At', formatTime(answer.at)],
          ['Status', answer.status],
          ['Code', answer.code],
          ['Subcode', answer.subcode],
          ['Trace id (fbtrace_id)', answer.traceId],
          ['Took', answer.ms === undefined ? undefined : `${answer.ms} ms`],
          ['Events in the request', answer.requestEvents],
        ]}
      />
    </section>
  );
}

function Facts({ facts }: { facts: (readonly [label: string, value: string | number | undefined])[] }) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) =>
        value === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Trace({ trace }: { trace: NonNullable<InspectedEvent['trace']> }) {
  return (
    <section class="trace">
      <h3>My visit: the way of this event</h3>
      <ol>
        <li>
          <b>Message in</b>
          <p class="hint">What it has, without the values:</p>
          <p>
            {trace.message.map((path) => (
              <code key={path}>{path}</code>
            ))}
          </p>
        </li>
        <li>
          <b>Mapped to</b>
          {trace.event ? <Json title="Mapped event" value={trace.event} /> : <p>No event.</p>}
        </li>
        <li>
          <b>Request</b>
          {trace.request ? (
            <p>
              <code>
                {trace.request.method} {trace.request.url}
              </code>
            </p>
          ) : (
            <p>None.</p>
          )}
        </li>
        <li>
          <b>Meta’s answer</b>
          <p>See above.</p>
        </li>
      </ol>
    </section>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="json" tabIndex={0} aria-label={title}>
      <pre>{JSON.stringify(value, undefined, 2)}</pre>
    </section>
  );
}

import { DetailsPanel } from '../../../../sandbox/src/page/parts/details-panel.js';
import { Facts } from '../../../../sandbox/src/page/parts/facts.js';
import { formatClock } from '../../../../sandbox/src/page/parts/format.js';
import { JsonBox } from '../../../../sandbox/src/page/parts/json-box.js';
import type { GraphAnswer, InspectedEvent } from '../../event-log/inspected-event.js';
import { selectEventState, toVerdict } from './event-state.js';

interface EventDetailsProps {
  event: InspectedEvent;
  onClose(): void;
}

/** The open event. */
export function EventDetails({ event, onClose }: EventDetailsProps) {
  const { answer, problems, matchKeys, trace } = event;
  return (
    <DetailsPanel title={event.name || event.event || 'Message'} state={selectEventState(event)} onClose={onClose}>
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
        <p class="names">{matchKeys.length === 0 ? 'None.' : matchKeys.map((key) => <code key={key}>{key}</code>)}</p>
        {matchKeys.length > 0 && <p class="hint">Their values are not shown.</p>}
      </section>
      <Facts
        facts={[
          ['Received', formatClock(event.receivedAt)],
          ['From', { page: 'a page', server: 'server code', sdk: 'a library (SDK)' }[event.source]],
          ['Message name', event.event],
          ['Pixel', event.pixelId],
          ['Event id', event.eventId],
        ]}
      />
      {trace && <Trace trace={trace} />}
    </DetailsPanel>
  );
}

function Answer({ answer }: { answer: GraphAnswer }) {
  return (
    <section class={answer.isOk ? 'answer good' : 'answer bad'}>
      <h3>Meta’s answer</h3>
      <p>{answer.text}</p>
      <Facts
        facts={[
          ['Answered', formatClock(answer.at)],
          ['Status', answer.status],
          ['Code', answer.code],
          ['Subcode', answer.subcode],
          ['fbtrace_id', answer.traceId],
          ['Took', answer.ms === undefined ? undefined : `${answer.ms} ms`],
          ['Events in the request', answer.requestEvents],
        ]}
      />
    </section>
  );
}

function Trace({ trace }: { trace: NonNullable<InspectedEvent['trace']> }) {
  return (
    <section class="trace">
      <h3>My visit: the path of this event</h3>
      <ol>
        <li>
          <b>Message in</b>
          <p class="hint">Its fields, without the values:</p>
          <p class="names">
            {trace.message.map((path) => (
              <code key={path}>{path}</code>
            ))}
          </p>
        </li>
        <li>
          <b>Mapped to</b>
          {trace.event ? <JsonBox title="Mapped event" value={trace.event} /> : <p>No event.</p>}
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

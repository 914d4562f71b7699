import { useState } from 'preact/hooks';
import type { Source } from '../events/received-event.js';
import type { Card } from '../page-api/card.js';
import { toBrowserFields, toHitParameters } from './hit-parameters.js';
import { SelectField } from './parts/select-field.js';
import { sendHit, sendToGraph } from './sandbox-api.js';

const legs = [
  ['browser', 'Browser (Pixel)'],
  ['server', 'Server (Conversions API)'],
] as const;

interface EventEditorProps {
  card: Card;
  pageToken: string;
}

/** An editor for an event's JSON, which can send it to the sandbox again. */
export function EventEditor({ card, pageToken }: EventEditorProps) {
  const [source, setSource] = useState<Source>(selectSource(card));
  const [text, setText] = useState(() => toText(card, source));
  const [status, setStatus] = useState('');
  const select = (next: Source) => {
    setSource(next);
    setText(toText(card, next));
    setStatus('');
  };
  const send = async () => {
    try {
      const fields = JSON.parse(text) as Record<string, unknown>;
      const pixelId = (card.kind === 'event' ? card.pixelId : card.request.pixelId) ?? '';
      const isServer = source === 'server';
      setStatus(await (isServer ? sendToGraph(pixelId, fields, pageToken) : sendHit(toHitParameters(pixelId, fields))));
    } catch (error) {
      setStatus(error instanceof SyntaxError ? `This is not JSON: ${error.message}` : 'The sandbox did not respond.');
    }
  };
  return (
    <div class="editor">
      <SelectField label="Leg" value={source} options={legs} onSelect={select} />
      <label>
        <span>Event as JSON</span>
        <textarea rows={14} spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="button" class="primary" onClick={() => void send()}>
        Send to the sandbox
      </button>
      <p role="status">{status}</p>
    </div>
  );
}

const selectSource = (card: Card): Source =>
  card.kind === 'refused' ? card.request.source : card.legs.server.length > 0 ? 'server' : 'browser';

/** Returns the event of a leg as JSON; if that leg has not arrived, an event made from the other leg. */
function toText(card: Card, source: Source): string {
  return JSON.stringify(toFields(card, source), undefined, 2);
}

function toFields(card: Card, source: Source): unknown {
  if (card.kind === 'refused') return card.request.event;
  const [browser] = card.legs.browser;
  const [server] = card.legs.server;
  if (source === 'browser') return toBrowserFields(browser ?? (server as NonNullable<typeof server>));
  if (server) return server.raw;
  const fields = browser && toBrowserFields(browser);
  return { ...fields, event_time: browser?.event_time, action_source: 'website' };
}

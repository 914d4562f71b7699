import { useState } from 'preact/hooks';
import type { Card } from '../page-api/card.js';
import { toCurl } from './to-curl.js';
import { toTest } from './to-test.js';

interface CardActionsProps {
  card: Card;
  isEditing: boolean;
  onEdit(): void;
}

/** The actions of a card. */
export function CardActions({ card, isEditing, onEdit }: CardActionsProps) {
  const [note, setNote] = useState('');
  const [text, setText] = useState('');
  const copy = async (label: string, content: string) => {
    try {
      await navigator.clipboard.writeText(content);
      setText('');
      setNote(`${label} is on the clipboard.`);
    } catch {
      setText(content);
      setNote('The browser does not let this page use the clipboard. Copy the text yourself:');
    }
  };
  const curls = toCurl(card, location.origin);
  const test = toTest(card);
  return (
    <div class="card-actions">
      {curls.map(({ label, content }) => (
        <button key={label} type="button" onClick={() => void copy(label, content)}>
          Copy {label}
        </button>
      ))}
      {test && (
        <button type="button" onClick={() => void copy('The test', test)}>
          Copy as a test
        </button>
      )}
      {(card.kind === 'event' || card.request.event) && (
        <button type="button" aria-expanded={isEditing} onClick={onEdit}>
          Edit and resend
        </button>
      )}
      <p class="copied" role="status">
        {note}
      </p>
      {text && <textarea class="copy-text" aria-label="Text to copy" readOnly rows={8} value={text} />}
    </div>
  );
}

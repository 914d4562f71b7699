import { useState } from 'preact/hooks';
import { formatClock, formatCount } from '../../../../sandbox/src/page/parts/format.js';
import type { StoredRow } from '../inspector-state.js';
import type { StoredList } from './inspector-api.js';

interface StoredViewProps {
  list: StoredList;
  /** Undefined until they are loaded. */
  rows: readonly StoredRow[] | undefined;
  total: number;
  onChange(action: 'replay' | 'drop', ids: readonly string[] | 'all'): void;
}

const texts = {
  'dead-letters': {
    title: 'Dead letters',
    hint: 'Events that were set aside, with the reason. Correct the cause, then replay them.',
    empty: 'There are no dead letters.',
    at: 'Set aside',
  },
  quarantine: {
    title: 'Quarantine',
    hint: 'Events that Graph has refused. Each is tried again alone, three times, before it is set aside.',
    empty: 'The quarantine is empty.',
    at: 'Tried again',
  },
} as const;

/** The dead letters, or the quarantine. */
export function StoredView({ list, rows, total, onChange }: StoredViewProps) {
  const text = texts[list];
  return (
    <section class="panel stored" aria-label={text.title}>
      <div class="stored-head">
        <p class="hint">{text.hint}</p>
        {total > 0 && (
          <button type="button" onClick={() => onChange('replay', 'all')}>
            Replay all ({formatCount(total)})
          </button>
        )}
      </div>
      {!rows?.length && <p class="empty">{rows ? text.empty : 'Reading…'}</p>}
      <ul>
        {rows?.map((row) => (
          <StoredItem key={row.id} row={row} at={text.at} onChange={(action) => onChange(action, [row.id])} />
        ))}
      </ul>
      {rows && total > rows.length && (
        <p class="hint">
          The first {rows.length} of {formatCount(total)}.
        </p>
      )}
    </section>
  );
}

interface StoredItemProps {
  row: StoredRow;
  at: string;
  onChange(action: 'replay' | 'drop'): void;
}

function StoredItem({ row, at, onChange }: StoredItemProps) {
  const [isSure, setSure] = useState(false);
  const codes = [
    row.code !== undefined && `code ${row.code}`,
    row.subcode !== undefined && `subcode ${row.subcode}`,
    row.traceId !== undefined && `trace id ${row.traceId}`,
    row.refusals !== undefined && `refused ${row.refusals} times`,
    row.at !== undefined && `${at} ${formatClock(row.at)}`,
  ].filter(Boolean);
  return (
    <li>
      <p class="title">
        <b>{row.name}</b>
        <code>{row.eventId}</code>
        <small>pixel {row.pixelId}</small>
      </p>
      <p class="reason">{row.reason}</p>
      <p class="hint">{codes.join(' · ')}</p>
      <p class="hint names">
        Match keys: {row.matchKeys.length === 0 ? 'none' : row.matchKeys.map((key) => <code key={key}>{key}</code>)}
      </p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => onChange('replay')}>
          Replay
        </button>
        {isSure ? (
          <>
            <button type="button" class="danger" onClick={() => onChange('drop')}>
              Drop for good
            </button>
            <button type="button" onClick={() => setSure(false)}>
              Keep
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setSure(true)}>
            Drop
          </button>
        )}
      </div>
    </li>
  );
}

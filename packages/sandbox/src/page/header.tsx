import type { CardFilter } from '../page-api/select-cards.js';
import { clearEvents, toFilterQuery } from './sandbox-api.js';

interface HeaderProps {
  isLive: boolean;
  filter: CardFilter;
  faultCount: number;
  onClear(): void;
}

/** The title, the state of the connection, and what concerns all events. */
export function Header({ isLive, filter, faultCount, onClear }: HeaderProps) {
  const clear = async () => {
    await clearEvents();
    onClear();
  };
  return (
    <header>
      <div>
        <h1>Twinbeam sandbox</h1>
        <p>A local stand-in for Meta: what arrived by browser and server, and what Meta would count.</p>
      </div>
      <div class="actions">
        <span class={isLive ? 'live on' : 'live'}>{isLive ? 'Live' : 'Not connected'}</span>
        {faultCount > 0 && (
          <a class="fault-note" href="#faults">
            {faultCount === 1 ? '1 fault is on' : `${faultCount} faults are on`}
          </a>
        )}
        <a class="button" href={`/api/page/export?${toFilterQuery(filter)}`} download="twinbeam-events.ndjson">
          Export
        </a>
        <button type="button" onClick={() => void clear()}>
          Clear
        </button>
      </div>
    </header>
  );
}

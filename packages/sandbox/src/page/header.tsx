import type { CardFilter } from '../page-api/select-cards.js';
import { PageHeader } from './parts/page-header.js';
import { clearEvents, toFilterQuery } from './sandbox-api.js';

interface HeaderProps {
  isLive: boolean;
  filter: CardFilter;
  faultCount: number;
  onClear(): void;
}

/** The title, the state of the connection, and the actions for all events. */
export function Header({ isLive, filter, faultCount, onClear }: HeaderProps) {
  const clear = async () => {
    await clearEvents();
    onClear();
  };
  return (
    <PageHeader
      title="Twinbeam sandbox"
      about="A local stand-in for Meta: the events from browser and server, and how Meta would count them."
      isLive={isLive}
    >
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
    </PageHeader>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import type { CardFilter } from '../page-api/select-cards.js';
import { CardDetails } from './card-details.js';
import { CardList } from './card-list.js';
import { Filters } from './filters.js';
import { nothingYet } from './nothing-yet.js';
import { formatCount } from './parts/format.js';
import { useCards } from './use-cards.js';
import type { SandboxView } from './use-sandbox.js';

interface TimelineProps {
  sandbox: SandboxView;
  filter: CardFilter;
  onFilter(filter: CardFilter): void;
}

/**
 * The list of cards and the open card. New cards are added at once only while nobody is reading: while a card is open,
 * or the list is scrolled or has the focus, they wait behind a button, so that the list does not move.
 */
export function Timeline({ sandbox, filter, onFilter }: TimelineProps) {
  const [openId, setOpenId] = useState<number>();
  const [isReading, setReading] = useState(false);
  const [shown, setShown] = useState({ ids: [] as number[], filter });
  const list = useRef<HTMLDivElement>(null);
  const { ids, total } = sandbox.timeline;

  const isPaused = (isReading || openId !== undefined) && shown.filter === filter && shown.ids.length > 0;
  useEffect(() => {
    if (!isPaused || ids.length === 0) setShown({ ids, filter });
  }, [ids, filter, isPaused]);
  const visibleIds = isPaused && ids.length > 0 ? shown.ids : ids;
  const newest = visibleIds[0] ?? 0;
  const waiting = isPaused ? countNewer(ids, newest) : 0;

  const names = (sandbox.analysis?.names ?? []).map(({ name }) => name);
  const [openCard] = useCards(openId === undefined ? [] : [openId], sandbox.state?.version ?? 0);
  const close = () => setOpenId(undefined);
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title" class="hidden">
        Timeline
      </h2>
      <Filters filter={filter} names={names} onFilter={onFilter} />
      <div class="list-note">
        <span>
          {ids.length === total
            ? `${formatCount(total)} cards, the newest first`
            : `${formatCount(ids.length)} of ${formatCount(total)} cards`}
        </span>
        {waiting > 0 && (
          <button type="button" onClick={() => setShown({ ids, filter })}>
            Show {formatCount(waiting)} new
          </button>
        )}
      </div>
      <div class={openId === undefined ? 'timeline' : 'timeline open'}>
        <CardList
          ids={visibleIds}
          version={sandbox.state?.version ?? 0}
          openId={openId}
          listRef={list}
          onOpen={setOpenId}
          onClose={close}
          onReading={setReading}
          emptyText={total > 0 ? 'No card fits this filter.' : sandbox.state ? nothingYet : 'Reading…'}
        />
        {openId !== undefined && (
          <CardDetails key={openId} card={openCard} pageToken={sandbox.state?.pageToken ?? ''} onClose={close} />
        )}
      </div>
    </section>
  );
}

/** Counts the ids that are newer than `newest`. The ids are in descending order. */
function countNewer(ids: number[], newest: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as number) > newest) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CardRow } from './card-row.js';
import { useCards } from './use-cards.js';
import { useListView } from './use-list-view.js';
import { useRowHeight } from './use-row-height.js';

interface CardListProps {
  ids: number[];
  version: number;
  openId: number | undefined;
  listRef: RefObject<HTMLDivElement>;
  emptyText: string;
  onOpen(id: number): void;
  onClose(): void;
  /** Called with true while the list is scrolled or has the focus. */
  onReading(isReading: boolean): void;
}

/** The number of rows above and below the visible ones that are in the document. */
const overscan = 6;

/** A list of any length. Only the visible rows are in the document. The list itself keeps the focus. */
export function CardList({ ids, version, openId, listRef, emptyText, onOpen, onClose, onReading }: CardListProps) {
  const rowHeight = useRowHeight();
  const view = useListView(listRef, rowHeight);
  const [activeId, setActiveId] = useState<number>();
  const [hasFocus, setFocus] = useState(false);
  const active = openId ?? activeId;
  const first = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  const last = Math.min(ids.length, Math.ceil((view.top + view.height) / rowHeight) + overscan);
  const visible = ids.slice(first, last);
  const cards = useCards(visible, version);
  const activeIndex = active === undefined ? -1 : ids.indexOf(active);

  useEffect(() => onReading(hasFocus || view.top > 0), [hasFocus, view.top > 0]);

  const moveTo = (index: number) => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, index))];
    if (id === undefined) return;
    setActiveId(id);
    if (openId !== undefined) onOpen(id);
    view.show(ids.indexOf(id));
  };
  const pageSize = Math.max(1, Math.floor(view.height / rowHeight) - 1);
  const keys: Record<string, () => void> = {
    ArrowDown: () => moveTo(activeIndex + 1),
    ArrowUp: () => moveTo(activeIndex - 1),
    PageDown: () => moveTo(activeIndex + pageSize),
    PageUp: () => moveTo(activeIndex - pageSize),
    Home: () => moveTo(0),
    End: () => moveTo(ids.length - 1),
    Enter: () => active !== undefined && onOpen(active),
    ' ': () => active !== undefined && onOpen(active),
    Escape: onClose,
  };
  return (
    <div
      class="card-list"
      ref={listRef}
      role="listbox"
      tabIndex={0}
      aria-label="Events, the newest first"
      aria-activedescendant={activeIndex >= first && activeIndex < last ? `card-${active}` : undefined}
      onScroll={view.update}
      onFocus={() => {
        setFocus(true);
        if (active === undefined) setActiveId(ids[0]);
      }}
      onBlur={() => setFocus(false)}
      onKeyDown={(event) => {
        const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (!act) return;
        event.preventDefault();
        act();
      }}
    >
      {ids.length === 0 && <p class="empty">{emptyText}</p>}
      <div class="rows" role="presentation" style={{ height: `${ids.length * rowHeight}px` }}>
        {visible.map((id, index) => (
          <CardRow
            key={id}
            id={id}
            card={cards[index]}
            position={first + index + 1}
            count={ids.length}
            top={(first + index) * rowHeight}
            height={rowHeight}
            isOpen={id === openId}
            isActive={id === active && hasFocus}
            onOpen={() => {
              setActiveId(id);
              onOpen(id);
            }}
          />
        ))}
      </div>
    </div>
  );
}

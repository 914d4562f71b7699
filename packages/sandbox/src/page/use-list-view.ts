import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** The visible part of a list whose rows all have the same height. Numbers are in pixels. */
export interface ListView {
  top: number;
  height: number;
  /** Updates the visible part after the list was scrolled. */
  update(): void;
  /** Scrolls as far as necessary to show a row. */
  show(index: number): void;
}

/** Follows the size of a list. */
export function useListView(listRef: RefObject<HTMLDivElement>, rowHeight: number): ListView {
  const [part, setPart] = useState({ top: 0, height: 600 });
  const update = () => {
    const list = listRef.current as HTMLDivElement;
    setPart({ top: list.scrollTop, height: list.clientHeight });
  };
  useEffect(() => {
    const observer = new ResizeObserver(update);
    observer.observe(listRef.current as HTMLDivElement);
    return () => observer.disconnect();
  }, [listRef]);
  const show = (index: number) => {
    const list = listRef.current as HTMLDivElement;
    const top = index * rowHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  };
  return { ...part, update, show };
}

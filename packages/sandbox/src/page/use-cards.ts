import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card } from '../page-api/card.js';
import { readCards } from './sandbox-api.js';

/** The minimum time between two reads of the same cards, in milliseconds. */
const intervalMs = 150;

/** Reads cards, and reads them again with each version of the sandbox. Cards that are not loaded yet are undefined. */
export function useCards(ids: number[], version: number): (Card | undefined)[] {
  const [cards, setCards] = useState(new Map<number, Card>());
  const lastRead = useRef({ key: '', at: 0 });
  const key = ids.join();
  useEffect(() => {
    if (!key) return;
    let isCurrent = true;
    const wait = lastRead.current.key === key ? Math.max(0, lastRead.current.at + intervalMs - performance.now()) : 0;
    const timer = setTimeout(async () => {
      lastRead.current = { key, at: performance.now() };
      const read = await readCards(ids).catch(() => undefined);
      if (read && isCurrent) setCards(new Map(read.map((card) => [card.id, card])));
    }, wait);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, version]);
  return ids.map((id) => cards.get(id));
}

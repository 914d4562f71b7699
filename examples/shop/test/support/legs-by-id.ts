import type { ReceivedEvent, Source } from '@twinbeam/sandbox';

/** Groups events by name and id, and those of each group by leg. */
export function legsById(events: readonly ReceivedEvent[]): Map<string, Record<Source, ReceivedEvent[]>> {
  const legs = new Map<string, Record<Source, ReceivedEvent[]>>();
  for (const event of events) {
    const key = `${event.event_name} ${event.event_id}`;
    const both = legs.get(key) ?? { browser: [], server: [] };
    both[event.source].push(event);
    legs.set(key, both);
  }
  return legs;
}

/** Maps custom data to the format of a hit: everything except lists and objects as strings. */
export const toHitData = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, typeof value === 'object' ? value : String(value)]),
  );

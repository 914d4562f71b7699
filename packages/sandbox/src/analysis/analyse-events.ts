import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent, Source } from '../events/received-event.js';
import { type GroupState, selectState } from './explain-group.js';
import { estimateMatchQuality, type MatchQuality } from './match-quality.js';
import { type TimeBuckets, toTimeBuckets } from './to-time-buckets.js';

/** The figures of the events with one name. */
export interface NameAnalysis {
  name: string;
  /** Number of events on each leg, including repeats. */
  browser: number;
  server: number;
  /** Number of conversions by state. */
  states: Record<GroupState, number>;
  /** Number of conversions that Meta would count. */
  counted: number;
  /** Number of pairs whose legs differ. */
  differing: number;
  /** Time from the browser's event to the server's, in milliseconds; negative if the server was first. */
  delay?: { medianMs: number; p95Ms: number };
  /** Share of events, 0 to 1, that have each match key, by leg; missing if the leg has no events. */
  keys: { key: string; browser?: number; server?: number }[];
  /** Estimate for the events of the server leg; missing if it has no events. */
  quality?: MatchQuality;
}

/** The figures of all kept events. */
export interface Analysis {
  names: NameAnalysis[];
  buckets: TimeBuckets;
}

interface Tally {
  browser: number;
  server: number;
  states: Record<GroupState, number>;
  counted: number;
  differing: number;
  delays: number[];
  keys: Map<string, Record<Source, number>>;
}

const createTally = (): Tally => ({
  browser: 0,
  server: 0,
  states: { paired: 0, 'browser-only': 0, 'server-only': 0, single: 0 },
  counted: 0,
  differing: 0,
  delays: [],
  keys: new Map(),
});

/** Computes the figures that the page shows. */
export function analyseEvents(store: EventStore): Analysis {
  const tallies = new Map<string, Tally>();
  const times: { at: number; state: GroupState | 'refused' }[] = [];
  for (const group of store.groups.list()) {
    const first = (group.browser[0] ?? group.server[0]) as ReceivedEvent;
    const tally = tallies.get(first.event_name) ?? createTally();
    tallies.set(first.event_name, tally);
    const state = selectState(group);
    tally.states[state]++;
    if (group.differs()) tally.differing++;
    for (const event of group.browser) addEvent(tally, event);
    for (const event of group.server) addEvent(tally, event);
    const [browser] = group.browser;
    const [server] = group.server;
    if (browser && server) tally.delays.push(server.receivedAt - browser.receivedAt);
    times.push({ at: first.receivedAt, state });
  }
  for (const { receivedAt } of store.refused()) times.push({ at: receivedAt, state: 'refused' });
  const names = [...tallies].map(([name, tally]) => toNameAnalysis(name, tally));
  return {
    names: names.sort((a, b) => b.browser + b.server - a.browser - a.server || a.name.localeCompare(b.name)),
    buckets: toTimeBuckets(times),
  };
}

function addEvent(tally: Tally, event: ReceivedEvent): void {
  tally[event.source]++;
  if (event.counted) tally.counted++;
  for (const key of Object.keys(event.user_data)) {
    const counts = tally.keys.get(key);
    if (counts) counts[event.source]++;
    else tally.keys.set(key, { browser: 0, server: 0, [event.source]: 1 });
  }
}

function toNameAnalysis(name: string, { delays, keys, ...tally }: Tally): NameAnalysis {
  const sorted = Float64Array.from(delays).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    name,
    ...tally,
    ...(sorted.length > 0 && { delay: { medianMs: at(0.5), p95Ms: at(0.95) } }),
    keys: [...keys]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, counts]) => ({
        key,
        ...(tally.browser > 0 && { browser: counts.browser / tally.browser }),
        ...(tally.server > 0 && { server: counts.server / tally.server }),
      })),
    ...(tally.server > 0 && {
      quality: estimateMatchQuality((key) => (keys.get(key)?.server ?? 0) / tally.server),
    }),
  };
}

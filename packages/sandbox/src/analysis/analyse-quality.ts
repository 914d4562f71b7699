import type { EventGroup } from '../events/event-groups.js';
import type { ReceivedEvent } from '../events/received-event.js';
import { estimateMatchQuality } from './match-quality.js';

/** The figures of one event name, in the format of Meta's Dataset Quality API. */
export interface EventQuality {
  event_name: string;
  event_match_quality?: {
    composite_score: number;
    match_key_feedback: { identifier: string; coverage: { percentage: number } }[];
  };
  event_coverage?: { percentage: number; goal_percentage: number; description: string };
  dedupe_key_feedback?: {
    dedupe_key: string;
    browser_events_with_dedupe_key: { percentage: number };
    server_events_with_dedupe_key: { percentage: number };
    overall_browser_coverage_from_dedupe_key: { percentage: number };
  }[];
  data_freshness?: { upload_frequency: 'real_time' | 'hourly' | 'daily'; description: string };
}

/** The names of match keys in that API, by their names in events. */
const identifiers: Readonly<Record<string, string>> = {
  em: 'email',
  ph: 'phone',
  fn: 'first_name',
  ln: 'last_name',
  db: 'date_of_birth',
  ge: 'gender',
  ct: 'city',
  st: 'state',
  zp: 'zip_code',
  country: 'country',
  external_id: 'external_id',
  client_ip_address: 'ip_address',
  client_user_agent: 'user_agent',
  fbp: 'fbp',
  fbc: 'fbc',
};

/** Computes the quality of a pixel's website events, by name. */
export function analyseQuality(groups: Iterable<EventGroup>, pixelId: string): EventQuality[] {
  const byName = new Map<string, EventGroup[]>();
  for (const group of groups) {
    const first = group.browser[0] ?? group.server[0];
    if (first?.pixelId !== pixelId || (group.server[0]?.action_source ?? 'website') !== 'website') continue;
    const named = byName.get(first.event_name);
    if (named) named.push(group);
    else byName.set(first.event_name, [group]);
  }
  return [...byName].map(([name, named]) => toEventQuality(name, named));
}

function toEventQuality(event_name: string, groups: readonly EventGroup[]): EventQuality {
  const browser = groups.flatMap((group) => group.browser.slice(0, 1));
  const server = groups.flatMap((group) => group.server.slice(0, 1));
  const paired = groups.filter((group) => group.browser.length > 0 && group.server.length > 0);
  return {
    event_name,
    ...(server.length > 0 && { event_match_quality: toMatchQuality(server), data_freshness: toFreshness(server) }),
    ...(browser.length > 0 && {
      event_coverage: {
        percentage: toPercentage(paired.length, browser.length),
        goal_percentage: 75,
        description: 'The percentage of browser events that the Conversions API covers.',
      },
      dedupe_key_feedback: (['event_id', 'external_id', 'fbp'] as const).map((key) => ({
        dedupe_key: key,
        browser_events_with_dedupe_key: {
          percentage: toPercentage(browser.filter(createKeyCheck(key)).length, browser.length),
        },
        server_events_with_dedupe_key: {
          percentage: toPercentage(server.filter(createKeyCheck(key)).length, server.length),
        },
        overall_browser_coverage_from_dedupe_key: {
          percentage: toPercentage(paired.filter((group) => isPairedBy(group, key)).length, browser.length),
        },
      })),
    }),
  };
}

const toPercentage = (count: number, total: number): number =>
  total === 0 ? 0 : Math.round((count / total) * 1000) / 10;

const createKeyCheck = (key: string) => (event: ReceivedEvent) =>
  key === 'event_id' ? Boolean(event.event_id) : event.user_data[key] !== undefined;

const isPairedBy = ({ browser, server }: EventGroup, key: string): boolean =>
  [...browser, ...server].some(({ pairedBy }) => pairedBy === key);

function toMatchQuality(server: readonly ReceivedEvent[]) {
  const share = (key: string): number =>
    server.filter((event) => event.user_data[key] !== undefined).length / server.length;
  return {
    composite_score: estimateMatchQuality(share).score,
    match_key_feedback: Object.entries(identifiers)
      .map(([key, identifier]) => ({ identifier, coverage: { percentage: Math.round(share(key) * 1000) / 10 } }))
      .filter(({ coverage }) => coverage.percentage > 0),
  };
}

const hour = 3_600_000;

function toFreshness(server: readonly ReceivedEvent[]) {
  const delays = server.map(({ receivedAt, event_time }) => receivedAt - event_time * 1000).sort((a, b) => a - b);
  const median = delays[Math.floor(delays.length / 2)] ?? 0;
  const upload_frequency =
    median < hour / 4 ? ('real_time' as const) : median < 24 * hour ? ('hourly' as const) : ('daily' as const);
  return { upload_frequency, description: 'How often such events are received through the Conversions API.' };
}

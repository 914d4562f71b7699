import type { EventQuality } from './event-quality.js';

/** An event with a figure below these is weak. */
export interface Thresholds {
  /** From 0 to 10. */
  matchQuality: number;
  /** A percentage. Default: Meta's target, if there is one. */
  coverage?: number | undefined;
}

/** A figure that is too low, with advice. */
export interface Weakness {
  event: string;
  figure: 'matchQuality' | 'coverage' | 'dedupeKey' | 'freshness';
  /** A sentence that describes the weakness. */
  text: string;
  /** The change to the set-up that helps. */
  advice: string;
}

/**
 * Default thresholds. Meta calls a match quality of 6 or more good, and wants 75 % of the page events to be covered.
 */
export const defaultThresholds = { matchQuality: 6, coverage: 75 };

/** A match key that fewer events have, in percent, is worth a look. */
const fewEvents = 50;
/** Events that Meta's library sends by itself, without an id, unless its automatic events are off. */
const automaticEvents: readonly string[] = ['SubscribedButtonClick', 'Microdata'];
/** If fewer events of a leg have an event id, in percent, something other than Twinbeam sends some of them. */
const mostEvents = 95;

/** Advice for each match key, the most valuable one first. https://www.facebook.com/business/help/765081237991954 */
const matchKeyAdvice: readonly [identifier: string, advice: string][] = [
  [
    'email',
    'call identify(userId, { email }) on the page once it is known, and pass traits: { email } to track() on the server',
  ],
  ['phone', 'pass traits: { phone } with the country code, or set defaultCountry'],
  ['fbc', 'keep the query of landing pages (fbclid), and pass identity: order.identity to events of webhooks'],
  ['external_id', 'pass userId, or call identify(userId); without it the anonymous id is used'],
  [
    'fbp',
    'pass identity: order.identity to events that no page sends; twinbeam doctor --page shows whether cookies are set',
  ],
  [
    'ip_address',
    'visitors on this machine have no public address, so this is right on localhost and in the sandbox. On a live site, trust the proxy in front of the server (twinbeam doctor --page shows what is wrong with it)',
  ],
  ['user_agent', 'pass identity: order.identity to events that no page sends'],
];

/** Finds the figures of an event that are too low, with advice on what to change. */
export function findWeaknesses(quality: EventQuality, { matchQuality, coverage: least }: Thresholds): Weakness[] {
  const { event, freshness } = quality;
  if (automaticEvents.includes(event)) return [];
  const weaknesses: Weakness[] = [];
  if (quality.matchQuality !== undefined && quality.matchQuality < matchQuality) {
    const text = `match quality ${quality.matchQuality} of 10, below ${matchQuality}`;
    weaknesses.push({ event, figure: 'matchQuality', text, advice: adviseMatchKeys(quality) });
  }
  const goal = least ?? quality.coverageGoal ?? defaultThresholds.coverage;
  if (quality.coverage !== undefined && quality.coverage < goal) {
    weaknesses.push({
      event,
      figure: 'coverage',
      text: `the server covers ${quality.coverage} % of the page's events, below ${goal} %`,
      advice:
        'send the event with track() on the page, so that both legs have it; look for another tag of the pixel (twinbeam doctor --page), for collect.serverOnly and for skipped and rejected messages in the metrics',
    });
  }
  const withoutId = findLegWithoutId(quality);
  if (withoutId) {
    const { leg, share } = withoutId;
    weaknesses.push({
      event,
      figure: 'dedupeKey',
      text: `${share} % of the events of the ${leg} have an event id`,
      advice: `something else sends events of the ${leg} to this pixel, because all events of Twinbeam have an id: find it (${leg === 'page' ? 'twinbeam doctor --page' : 'Events Manager, Diagnostics'}) and switch it off`,
    });
  }
  if (freshness !== undefined && freshness !== 'real_time') {
    weaknesses.push({
      event,
      figure: 'freshness',
      text: `events arrive ${freshness.replaceAll('_', ' ')}`,
      advice:
        'check that a dispatcher runs and its pixel is not paused (twinbeam stats), and send events when they happen, not in a nightly job',
    });
  }
  return weaknesses;
}

/** Returns the leg of which the fewest events have an id, with their percentage, if they are too few. */
function findLegWithoutId({ dedupeKeys, coverage, matchQuality, freshness }: EventQuality) {
  const eventId = dedupeKeys.find(({ key }) => key === 'event_id');
  if (!eventId) return undefined;
  const legs = [
    { leg: 'page', share: eventId.browser, hasEvents: coverage !== undefined },
    { leg: 'server', share: eventId.server, hasEvents: matchQuality !== undefined || freshness !== undefined },
  ] as const;
  // A leg without events has the share 0.
  const [fewest] = legs
    .filter(({ share, hasEvents }) => hasEvents || share > 0)
    .sort((one, other) => one.share - other.share);
  return fewest && fewest.share < mostEvents ? fewest : undefined;
}

function adviseMatchKeys({ matchKeys, diagnostics }: EventQuality): string {
  const missing = matchKeyAdvice.filter(([identifier]) => (matchKeys[identifier] ?? 0) < fewEvents);
  const steps = missing
    .slice(0, 3)
    .map(([identifier, advice]) => `${identifier} (${matchKeys[identifier] ?? 0} %): ${advice}`);
  const named = diagnostics.map((name) => `Meta says: ${name}`);
  return [...steps, ...named].join('; ') || 'send the match keys in the right form: twinbeam map FILE shows problems';
}

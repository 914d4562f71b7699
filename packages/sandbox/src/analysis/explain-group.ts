import type { EventGroup } from '../events/event-groups.js';
import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';
import { explainWithoutId } from './explain-without-id.js';
import { findNearMiss } from './find-near-miss.js';

/** The state of an event. `single` is an event that only a server sends, such as a sale in a store. */
export type GroupState = 'paired' | 'browser-only' | 'server-only' | 'single';

/** An explanation, for people, of how Meta counts an event. */
export interface Verdict {
  state: GroupState;
  /** Number of conversions that Meta would count. */
  counted: number;
  /** The field by which Meta pairs the two legs. */
  key?: ReceivedEvent['pairedBy'];
  text: string;
  /** The fix, if one is needed. */
  fix?: string | undefined;
}

/** Selects the state of an event, without considering other events. */
export function selectState({ browser, server }: Pick<EventGroup, 'browser' | 'server'>): GroupState {
  const first = browser[0] ?? server[0];
  if ((browser.length > 0 && server.length > 0) || first?.pair !== undefined) return 'paired';
  if (browser.length > 0) return 'browser-only';
  return findServerOnlyReason(first) ? 'single' : 'server-only';
}

/** Events that add to an earlier event, which Meta documents only for the Conversions API. */
const additions = new Set(['AppendValue', 'AppendAttribution']);

/** Returns why only a server sends an event; undefined if a browser may send it too. */
function findServerOnlyReason(event: ReceivedEvent | undefined): string | undefined {
  if (event?.source !== 'server') return undefined;
  const { event_name: name, action_source: source, opt_out: isOptedOut } = event;
  if (source !== undefined && source !== 'website') return `An event of ${source} has no browser leg.`;
  if (additions.has(name)) return `${name} has no browser leg.`;
  return isOptedOut ? 'An event with opt_out has no browser leg: the Pixel cannot send it.' : undefined;
}

const keyNames = { event_id: 'event id', fbp: 'visitor (fbp)', external_id: 'visitor (external_id)' };

/** Explains whether Meta counts an event once and by which field, or why not. */
export function explainGroup(group: EventGroup, store: EventStore): Verdict {
  const events = [...group.browser, ...group.server];
  const counted = events.filter((event) => event.counted).length;
  const state = selectState(group);
  const first = events[0] as ReceivedEvent;
  if (state === 'paired') return explainPair(group, counted);
  if (state === 'single') return { state, counted, text: `Counted. ${findServerOnlyReason(first)}` };
  const withoutId = explainWithoutId(first, store);
  if (withoutId) return { state, counted, ...withoutId };
  const nearMiss = findNearMiss(first, store);
  if (nearMiss) return { state, counted, text: nearMiss.text, fix: nearMiss.fix };
  if (state === 'browser-only') {
    return {
      state,
      counted,
      text: 'The Conversions API has not sent this event. Meta loses it when a browser blocks the Pixel.',
      fix: 'Check that the page reaches your server, and that the server leg is not refused or filtered.',
    };
  }
  return {
    state,
    counted,
    text: 'The Pixel has not sent this event: it was blocked, not called, or called without consent.',
    fix: 'Call the Pixel with the same name and event id, or accept this if the visitor blocks the Pixel.',
  };
}

function explainPair(group: EventGroup, counted: number): Verdict {
  const key = [...group.browser, ...group.server].find((event) => event.pairedBy)?.pairedBy ?? 'event_id';
  const isForgotten = group.browser.length === 0 || group.server.length === 0;
  const repeats = group.browser.length + group.server.length - 2;
  const notes = [
    isForgotten ? 'The sandbox no longer keeps the other leg.' : '',
    repeats > 0 && !isForgotten ? `Repeats of a leg (${repeats}) are dropped.` : '',
  ];
  const text = [`Both legs have arrived. Meta counts one, by the ${keyNames[key]}.`, ...notes]
    .filter(Boolean)
    .join(' ');
  const fix =
    key === 'event_id' ? undefined : 'Send one event id on both legs: pairing by visitor works only in one order.';
  return { state: 'paired', counted: isForgotten ? 1 : counted, key, text, fix };
}

import { explainGroup, selectState } from '../analysis/explain-group.js';
import { compareLegs, type Difference } from '../events/compare-legs.js';
import type { EventGroup } from '../events/event-groups.js';
import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';
import type { RefusedRequest } from '../events/refused-request.js';
import { hasMailAddress } from '../graph/personal-data.js';
import { findSimilarStandardEvent, standardEvents } from '../graph/standard-events.js';
import type { StrictOptions } from './strict-options.js';

/**
 * A problem that strict mode reports. Its text names fields, but never contains personal values.
 *
 * @example
 * const codes = sandbox.problems().map(({ code }: SandboxProblem) => code);
 */
export interface SandboxProblem {
  /** The kind of problem; `docs/testing.md` lists the codes. */
  code:
    | 'no-twin'
    | 'no-event-id'
    | 'legs-differ'
    | 'unknown-name'
    | 'clear-personal-data'
    | 'malformed-cookie'
    | 'unknown-token'
    | 'unknown-pixel'
    | 'refused';
  /** Always `error`: strict mode has no warnings. */
  severity: 'error';
  /** Field of the event. */
  field?: string;
  /** The problem and its fix. */
  message: string;
}

const createProblem = (code: SandboxProblem['code'], message: string, field?: string): SandboxProblem => ({
  code,
  severity: 'error',
  ...(field && { field }),
  message,
});

/**
 * Finds the problems that strict mode reports, oldest first. Requests that failed because of a fault are not problems.
 */
export function findProblems(store: EventStore, options: StrictOptions): SandboxProblem[] {
  const refused = store.refused().filter(({ cause }) => cause !== 'fault');
  return [
    ...refused.map(explainRefused),
    ...[...store.groups.list()].flatMap((group) => findGroupProblems(group, store, options)),
  ];
}

const codesOfCauses = { token: 'unknown-token', pixel: 'unknown-pixel' } as const;

function explainRefused({ cause, reason, fix, event }: RefusedRequest): SandboxProblem {
  const isClear = /must be SHA-256/.test(reason);
  const code =
    cause === 'token' || cause === 'pixel' ? codesOfCauses[cause] : isClear ? 'clear-personal-data' : 'refused';
  const name = event?.event_name === undefined ? '' : `${String(event.event_name)}: `;
  const [, field] = /((?:user_data|custom_data|app_data)\.\w+|event_\w+)/.exec(reason) ?? [];
  return createProblem(code, `${name}${reason} ${fix}`, field);
}

function findGroupProblems(group: EventGroup, store: EventStore, options: StrictOptions): SandboxProblem[] {
  const events = [...group.browser, ...group.server];
  const [first] = events;
  if (!first) return [];
  return [
    ...findNameProblem(first, options),
    ...findTwinProblem(group, first, store, options),
    ...events.flatMap(findClearText),
    ...events.flatMap(findCookieProblems),
  ];
}

function findNameProblem({ event_name }: ReceivedEvent, { names = [] }: StrictOptions): SandboxProblem[] {
  if (standardEvents.has(event_name) || names.includes(event_name)) return [];
  const similar = findSimilarStandardEvent(event_name);
  const fix = similar
    ? `Meta's standard event is ${similar}.`
    : 'Use a standard event, or add the name to strict.names of createSandbox().';
  return [createProblem('unknown-name', `${event_name}: no standard event has this name. ${fix}`, 'event_name')];
}

function findTwinProblem(
  group: EventGroup,
  first: ReceivedEvent,
  store: EventStore,
  { singleLeg = [] }: StrictOptions,
): SandboxProblem[] {
  const state = selectState(group);
  if (state === 'single' || singleLeg.includes(first.event_name)) return [];
  const label = `${first.event_name}${first.event_id ? ` ${first.event_id}` : ''}`;
  const [browser] = group.browser;
  const [server] = group.server;
  const withoutId = [browser, server].find((event) => event && !event.event_id);
  const problems: SandboxProblem[] = [];
  if (withoutId) {
    const message = `${label}: the ${withoutId.source} leg has no event id, so a copy of it can be counted again. Send eventID with the Pixel, event_id with the Conversions API.`;
    problems.push(createProblem('no-event-id', message, 'event_id'));
  }
  if (state !== 'paired') {
    const { text, fix } = explainGroup(group, store);
    const legs = state === 'browser-only' ? 'browser leg without server leg' : 'server leg without browser leg';
    problems.push(createProblem('no-twin', `${label}: ${legs}. ${text} ${fix ?? ''}`.trim()));
  } else if (browser && server) {
    for (const difference of compareLegs(browser, server)) problems.push(explainDifference(label, difference));
  }
  return problems;
}

function explainDifference(label: string, { field, browser, server }: Difference): SandboxProblem {
  const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120));
  const values = field.startsWith('custom_data.')
    ? `the browser sent ${show(browser)}, the server ${show(server)}`
    : 'browser and server sent different values';
  const fix =
    field === 'user_data.external_id'
      ? 'Pass the user id of identify() to track() on the server too, or set rememberMatchKeys'
      : 'Make both from the same data';
  const message = `${label}: ${field} differs: ${values}. ${fix}: Meta keeps one of them.`;
  return createProblem('legs-differ', message, field);
}

function findClearText(event: ReceivedEvent): SandboxProblem[] {
  const fields: [string, unknown][] = [
    ['event_source_url', event.event_source_url],
    ...Object.entries(event.custom_data).map(([key, value]): [string, unknown] => [`custom_data.${key}`, value]),
  ];
  return fields
    .filter(([, value]) => value !== undefined && hasMailAddress(JSON.stringify(value)))
    .map(([field]) => {
      const message = `${event.event_name}: ${field} of the ${event.source} leg has a mail address in clear text. Meta forbids it. Leave it out, or send it as the match key em, hashed.`;
      return createProblem('clear-personal-data', message, field);
    });
}

const cookiePatterns: [key: string, pattern: RegExp, form: string][] = [
  ['fbp', /^fb\.\d+\.\d{13}\.\d+(\.[\w-]{2,8})?$/, 'fb.<index>.<milliseconds>.<number>'],
  ['fbc', /^fb\.\d+\.\d{13}\.[\x21-\x7e]{1,510}$/, 'fb.<index>.<milliseconds>.<fbclid>'],
];

function findCookieProblems(event: ReceivedEvent): SandboxProblem[] {
  return cookiePatterns.flatMap(([key, pattern, form]) => {
    const value = event.user_data[key];
    if (value === undefined || pattern.test(String(value))) return [];
    const message = `${event.event_name}: ${key} of the ${event.source} leg is malformed; the cookie _${key} has the form ${form}. Send the cookie as it is, and never make one of your own.`;
    return [createProblem('malformed-cookie', message, `user_data.${key}`)];
  });
}

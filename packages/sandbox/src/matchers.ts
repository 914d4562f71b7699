import type { Sandbox } from './create-sandbox.js';
import { compareLegs } from './events/compare-legs.js';
import type { ReceivedEvent, Source } from './events/received-event.js';
import { formatProblems } from './strict/strict-error.js';

/**
 * Options of `toHavePaired`.
 *
 * @example
 * await expect(sandbox).toHavePaired('Purchase', { eventId: 'order-1001', customData: { value: 12.5 } });
 */
export interface PairedOptions {
  /** The event id that both legs must have. Default: any. */
  eventId?: string | undefined;
  /** Custom data that both legs must have; other fields are ignored. Default: none. */
  customData?: Record<string, unknown> | undefined;
  /** Number of pairs. Default: at least one. */
  times?: number | undefined;
  /** Time to wait for the legs, in milliseconds. Default 5000, and 0 with `not`. */
  timeoutMs?: number | undefined;
}

/**
 * The types of the assertions, for the declarations of a test runner.
 *
 * @example
 * declare module 'vitest' {
 *   // Vitest 5: interface Matchers<R extends void | Promise<void>, T>
 *   interface Matchers<T> extends SandboxMatchers<Promise<void>> {}
 * }
 */
export interface SandboxMatchers<Result> {
  /** Passes if an event with this name has arrived on both legs, with one id and the same custom data. */
  toHavePaired(name: string, options?: PairedOptions): Result;
  /** Passes if there are no problems: the condition of `strict`. */
  toHaveNoProblems(options?: { timeoutMs?: number | undefined }): Result;
}

/** The result that a matcher returns to the test runner. */
interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** Finds the pairs with a name, and the reason why each other event with this name is not a pair. */
function findPairs(sandbox: Sandbox, name: string, { eventId, customData = {} }: PairedOptions) {
  const events = sandbox.events().filter((event) => event.event_name === name);
  const byId = new Map(events.map((event) => [event.id, event]));
  const reasons: string[] = [];
  const pairs = new Set<string>();
  for (const event of events) {
    if (eventId !== undefined && event.event_id !== eventId) continue;
    const twin = byId.get(event.pair ?? -1);
    if (!twin) {
      reasons.push(`${toLabel(event)}: ${event.reason}`);
      continue;
    }
    if (event.source === 'server') continue;
    const differences = compareLegs(event, twin).filter(({ field }) => field.startsWith('custom_data.'));
    const unexpected = findUnexpected(event, twin, customData);
    if (differences.length === 0 && unexpected.length === 0)
      pairs.add(`${event.pixelId} ${event.event_id ?? event.id}`);
    for (const { field, browser, server } of differences) {
      reasons.push(`${toLabel(event)}: ${field} differs: browser ${show(browser)}, server ${show(server)}.`);
    }
    reasons.push(...unexpected);
  }
  return { pairs: pairs.size, reasons };
}

function findUnexpected(browser: ReceivedEvent, server: ReceivedEvent, customData: Record<string, unknown>): string[] {
  return [browser, server].flatMap((event) => {
    const expected = { ...event, custom_data: { ...event.custom_data, ...customData } };
    return compareLegs(event, expected).map(
      ({ field, browser: received, server: wanted }) =>
        `${toLabel(event)}: ${field} is ${show(received)}, expected ${show(wanted)}.`,
    );
  });
}

const legs: Record<Source, string> = { browser: 'Browser', server: 'Server' };
const toLabel = ({ source, event_id }: ReceivedEvent): string =>
  `${legs[source]} leg ${event_id === undefined ? 'without id' : event_id}`;
const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function toFailure(sandbox: Sandbox, name: string, options: PairedOptions, pairs: number, reasons: string[]): string {
  const wanted = options.times === undefined ? 'at least one pair' : `${options.times} pairs`;
  const id = options.eventId === undefined ? '' : ` with the event id ${options.eventId}`;
  const others = [...new Set(sandbox.events().map(({ event_name }) => event_name))].filter((other) => other !== name);
  const refused = sandbox.refused().map(({ reason, fix }) => `Refused: ${reason} ${fix}`);
  const lines = [...reasons, ...refused].slice(0, 20).map((line) => `  - ${line}`);
  const nothing = reasons.length === 0 ? [`  - No event ${name}${id} has arrived by either leg.`] : [];
  const names = others.length > 0 ? [`  Other events that arrived: ${others.slice(0, 20).join(', ')}.`] : [];
  return [
    `Expected ${wanted} of ${name}${id}, received ${pairs}:`,
    ...(pairs === 0 ? nothing : []),
    ...lines,
    ...names,
  ].join('\n');
}

/**
 * Matchers for the `expect` of Vitest, Jest and Playwright.
 *
 * @example
 * import { sandboxMatchers } from '@twinbeam/sandbox/matchers';
 *
 * expect.extend(sandboxMatchers);
 * await expect(sandbox).toHavePaired('Purchase', { customData: { value: 12.5, currency: 'EUR' } });
 */
export const sandboxMatchers = {
  async toHavePaired(
    this: { isNot?: boolean | undefined } | undefined,
    sandbox: Sandbox,
    name: string,
    options: PairedOptions = {},
  ): Promise<MatcherResult> {
    const { times, timeoutMs = this?.isNot ? 0 : 5_000 } = options;
    const isMet = () => {
      const { pairs } = findPairs(sandbox, name, options);
      return times === undefined ? pairs > 0 : pairs === times;
    };
    const pass = await sandbox.waitUntil(isMet, timeoutMs);
    const { pairs, reasons } = findPairs(sandbox, name, options);
    return {
      pass,
      message: () =>
        pass ? `Expected no pair of ${name}, received ${pairs}.` : toFailure(sandbox, name, options, pairs, reasons),
    };
  },

  async toHaveNoProblems(
    sandbox: Sandbox,
    { timeoutMs = 2_000 }: { timeoutMs?: number | undefined } = {},
  ): Promise<MatcherResult> {
    const error = await sandbox.verify({ timeoutMs }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const problems = sandbox.problems();
    return {
      pass: error === undefined,
      message: () => (error === undefined ? 'Expected problems, and there is none.' : formatProblems(problems)),
    };
  },
};

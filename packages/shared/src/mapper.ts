import { actionSourceOf } from './action-source.js';
import { createEventId } from './event-id.js';
import { eventTimeOf } from './event-time.js';
import { withContentType } from './integrations.js';
import { mapEvent } from './map-event.js';
import { type Finding, fail, hasFailed, type Problem } from './problem.js';
import { describe } from './problem-texts.js';
import { type ReadMessage, readMessage } from './read-message.js';
import type { Settings } from './settings.js';
import { type PixelCall, toCall } from './to-pixel-call.js';
import { type ServerContext, type ServerEvent, type ServerLeg, serverLegOf } from './to-server-event.js';

/** An answer of the mapper: a result with warnings, a reason why there is none, or every error that rejects the message. */
export type MapResult<Result> =
  | (Result & { problems: Problem[]; skipped?: never; rejected?: never })
  | { skipped: string; rejected?: never }
  | { rejected: Problem[]; skipped?: never };

/**
 * What the Pixel is told of a message. Pure: it never throws on foreign input and never changes it.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the same object as for `toServerEvent`
 * @param context the clock, for tests; default now
 * @returns `{call, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * toPixelCall({ type: 'track', event: 'Product Added', properties: { product_id: 'boot', price: 49.99 }, messageId: 'm1' }, { pixelId: '1' });
 * // { call: { method: 'trackSingle', pixelId: '1', name: 'AddToCart', eventID: 'm1',
 * //   data: { product_id: 'boot', price: 49.99, content_ids: ['boot'], …, value: 49.99, currency: 'USD' } }, problems: [] }
 */
export const toPixelCall = (
  message: unknown,
  settings: Settings,
  context: Pick<ServerContext, 'now'> = {},
): MapResult<{ call: PixelCall }> => {
  const { skipped, findings, result } = attempt(message, ({ source, options }, findings) => {
    const event = withContentType(mapEvent(source, settings, { findings }), options);
    // What rejects the server's leg for its time rejects this one: neither may count alone.
    eventTimeOf(source.message, actionSourceOf(source.message, settings, findings), context, findings);
    return toCall(event, settings.pixelId, event.eventId ?? createEventId());
  });
  if (skipped !== undefined) return { skipped };
  const problems = describe(findings);
  return result && !hasFailed(findings) ? { call: result, problems } : { rejected: problems };
};

/**
 * What the Conversions API is told of a message: same name, same id, same custom data as `toPixelCall` gives.
 * `user_data` is selected, not yet in normal form and not hashed: that is the server's work (`mapMessage` of
 * `@twinbeam/server`), so nothing of this result may be stored or sent. Pure, never throws on foreign input.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the same object as for `toPixelCall`
 * @param context the clock; whether the message came just now from a browser; a hash for deny-listed properties
 * @returns `{event, hashed, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * toServerEvent({ type: 'page', messageId: 'm1', context: { page: { url: 'https://shop.example/' } } }, { pixelId: '1' });
 * // { event: { event_name: 'PageView', event_id: 'm1', event_source_url: 'https://shop.example/', … }, hashed: false, problems: […] }
 */
export function toServerEvent(
  message: unknown,
  settings: Settings,
  context: ServerContext = {},
): MapResult<{ event: ServerEvent; hashed: boolean }> {
  const { skipped, findings, result } = mapServerLeg(message, settings, context);
  if (skipped !== undefined) return { skipped };
  const problems = describe(findings);
  if (!result || hasFailed(findings)) return { rejected: problems };
  const { event, selection, plain, ip, hashed } = result;
  const address = ip === undefined ? {} : { client_ip_address: ip };
  return { event: { ...event, user_data: { ...selection, ...plain, ...address } }, hashed, problems };
}

/** The server's leg in parts, also of a message that is to be rejected: whoever hashes it may find more to say. */
export const mapServerLeg = (message: unknown, settings: Settings, context: ServerContext): Attempt<ServerLeg> =>
  attempt(message, (read, findings) => serverLegOf(read, settings, context, findings));

/** What came of a foreign message, before it is judged by its findings. */
export interface Attempt<Result> {
  findings: Finding[];
  skipped?: string;
  result?: Result;
}

/** Reads a foreign message and maps it. Foreign objects may hold getters and proxies that throw. */
function attempt<Result>(message: unknown, map: (read: ReadMessage, findings: Finding[]) => Result): Attempt<Result> {
  const findings: Finding[] = [];
  try {
    const read = readMessage(message, findings);
    if (typeof read === 'string') return { findings, skipped: read };
    if (read) return { findings, result: map(read, findings) };
  } catch {
    fail(findings, 'message-unreadable', 'message');
  }
  return { findings };
}

import {
  error,
  type GivenMessage,
  hasErrors,
  identifyEvent,
  type MappingResult,
  type Problem,
  type Settings,
} from '@twinbeam/shared';
import { describeProblems } from './describe-problems.js';
import { createMapping } from './mapping.js';
import { type MappingMemo, noMemo } from './mapping-memo.js';
import { readMessage } from './read-message.js';
import type { MappedServerEvent, ServerEventContext } from './server-event.js';
import { toEvent } from './to-event.js';

/**
 * Maps a message to the event of the Conversions API, exactly as it is sent: same name, same id and same custom data as
 * `toPixelCall` gives. Pure: it never throws on foreign input and never changes it. Public as `mapMessage`.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the object by which the browser maps too
 * @param context `now`: the clock, in milliseconds since 1970; `live`: the message came just now from a browser or SDK
 * @returns `{event, problems}` (with `testEventCode` where an action has one), `{skipped: reason}` or `{rejected: problems}`, which names every problem
 * @example
 * mapMessage({ type: 'track', event: 'Lead', userId: 'u1', messageId: 'm1' }, { pixelId: '1' }, { now: Date.now() });
 */
export const toServerEvent = (
  message: GivenMessage,
  settings: Settings,
  context: ServerEventContext = {},
): MappingResult<MappedServerEvent> => toEventOfRequest(message, settings, context, noMemo);

/** Maps a message of a request; `memo` is that of the request. */
export function toEventOfRequest(
  given: unknown,
  settings: Settings,
  context: ServerEventContext,
  memo: MappingMemo,
): MappingResult<MappedServerEvent> {
  try {
    const { message, options, skipped, problem } = readMessage(given);
    if (skipped !== undefined) return { skipped };
    if (problem) return { rejected: describeProblems([problem]) };
    const identified = identifyEvent(message, settings);
    if (identified.skipped !== undefined) return identified;
    if (identified.rejected) return { rejected: describeProblems(identified.rejected) };

    const found: Problem[] = [];
    const report = (problem: Problem) => void found.push(problem);
    const event = toEvent(
      createMapping({ message, identified: identified.event, settings, options, context, memo, report }),
    );
    const problems = describeProblems(found);
    if (hasErrors(problems)) return { rejected: problems };
    const { testEventCode } = identified.event.action ?? {};
    return { event, problems, ...(testEventCode !== undefined && { testEventCode }) };
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return { rejected: describeProblems([error('message-unreadable', 'message')]) };
  }
}

import {
  describeFindings,
  type Finding,
  hasFailed,
  type MapResult,
  mapServerLeg,
  type ServerContext,
  type ServerEvent,
  type ServerLeg,
  type Settings,
} from '@twinbeam/shared';
import { sha256 } from './match-keys/hash.js';
import { type UserData, userDataOf } from './user-data.js';

/** An event exactly as it is sent: match keys in normal form and hashed. */
export type GraphEvent = Omit<ServerEvent, 'user_data'> & { user_data: UserData };

/**
 * The event that Meta gets for a message, exactly as it is sent. Pure; it never throws on foreign input.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the same object that the browser maps by
 * @param context `now`: the clock, in milliseconds since 1970; `live`: the message came just now from a browser or SDK
 * @returns `{event, problems}`, `{skipped: reason}` or `{rejected: problems}`, which names every problem
 * @example
 * mapMessage({ type: 'track', event: 'Lead', userId: 'u1', messageId: 'm1' }, { pixelId: '1' }, { now: Date.now() });
 */
export function mapMessage(
  message: unknown,
  settings: Settings,
  { now, live, createId }: Pick<ServerContext, 'now' | 'live' | 'createId'> = {},
): MapResult<{ event: GraphEvent }> {
  const { skipped, findings, result } = mapServerLeg(message, settings, { now, live, createId, hash: sha256 });
  if (skipped !== undefined) return { skipped };
  const event = result && withUserData(result, settings, findings);
  const problems = describeFindings(findings);
  return event && !hasFailed(findings) ? { event, problems } : { rejected: problems };
}

function withUserData(leg: ServerLeg, settings: Settings, findings: Finding[]): GraphEvent {
  try {
    return Object.assign(leg.event, { user_data: userDataOf(leg, settings, findings) });
  } catch {
    // A trap in what was selected, which is looked at only here.
    findings.push({ code: 'message-unreadable', severity: 'error', field: 'traits' });
    return Object.assign(leg.event, { user_data: {} });
  }
}

import {
  describeFindings,
  type Finding,
  type HashedKey,
  hashedKeys,
  type MapResult,
  type ServerContext,
  type ServerEvent,
  type Settings,
  toServerEvent,
} from '@twinbeam/shared';
import { publicIp } from './client-ip.js';
import { externalIdForm, isExternalIdHash } from './match-keys/external-id.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { normalForm } from './match-keys/normal-form.js';

/** An event exactly as it is sent: match keys in normal form and hashed. */
export type GraphEvent = Omit<ServerEvent, 'user_data'> & { user_data: Record<string, string | string[]> };

/**
 * The event that Meta gets for a message, exactly as it is sent. Pure; it never throws on foreign input.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the same object that the browser maps by
 * @param context `now`: the clock, in milliseconds since 1970; `live`: the message came just now from a browser or SDK
 * @returns `{event, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * mapMessage({ type: 'track', event: 'Lead', userId: 'u1', messageId: 'm1' }, { pixelId: '1' }, { now: Date.now() });
 */
export function mapMessage(
  message: unknown,
  settings: Settings,
  context: Pick<ServerContext, 'now' | 'live' | 'createId'> = {},
): MapResult<{ event: GraphEvent }> {
  const mapped = toServerEvent(message, settings, { ...context, hash: sha256 });
  if (mapped.skipped !== undefined || mapped.rejected !== undefined) return mapped;

  const findings: Finding[] = [];
  const { user_data, ...rest } = mapped.event;
  const userData = toUserData(user_data, mapped.hashed, settings, findings);
  if (!isMatchable(userData)) {
    findings.push({ code: 'no-match-keys', severity: 'error', field: 'traits' });
    return { rejected: [...mapped.problems, ...describeFindings(findings)] };
  }
  return { event: { ...rest, user_data: userData }, problems: [...mapped.problems, ...describeFindings(findings)] };
}

function toUserData(
  selection: ServerEvent['user_data'],
  hashed: boolean,
  settings: Settings,
  findings: Finding[],
): GraphEvent['user_data'] {
  const data: GraphEvent['user_data'] = {};
  const country = normalForm('country', selection.country?.[0]) ?? settings.defaultCountry?.toLowerCase();
  for (const key of hashedKeys) {
    const hashes: string[] = [];
    for (const value of selection[key] ?? []) {
      const hash = hashOf(key, value, hashed, country, findings);
      if (hash !== undefined && !hashes.includes(hash)) hashes.push(hash);
    }
    if (hashes.length > 0) data[key] = hashes.length === 1 ? (hashes[0] as string) : hashes;
  }

  for (const [key, value] of Object.entries(selection)) {
    if (typeof value === 'string') data[key] = value;
  }
  const ip = publicIp(selection.client_ip_address);
  if (ip) data.client_ip_address = ip;
  else delete data.client_ip_address;
  return data;
}

function hashOf(
  key: HashedKey,
  value: unknown,
  hashed: boolean,
  country: string | undefined,
  findings: Finding[],
): string | undefined {
  if (key === 'external_id') {
    const form = externalIdForm(value);
    return form && (isExternalIdHash(form) ? form : sha256(form));
  }
  const text = typeof value === 'string' ? value.trim() : '';
  if (isSha256(text)) return text.toLowerCase();
  if (hashed) {
    findings.push({ code: 'not-hashed', severity: 'warning', field: `user_data.${key}` });
    return undefined;
  }
  const form = normalForm(key, value, country === undefined ? {} : { country });
  return form && sha256(form);
}

/** Combinations so broad that Meta refuses an event that has nothing else. */
const tooBroad = [
  ['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent'],
  ['db', 'client_user_agent'],
  ['fn', 'ge'],
  ['ln', 'ge'],
].map((keys) => new Set(keys));

const isMatchable = (data: GraphEvent['user_data']): boolean =>
  tooBroad.every((keys) => Object.keys(data).some((key) => !keys.has(key)));

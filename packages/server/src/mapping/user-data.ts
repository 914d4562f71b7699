import type { Finding, ServerLeg, Settings } from '@twinbeam/shared';
import { publicIp } from '../http/client-ip.js';
import { externalIdForm, isExternalIdHash } from './match-keys/external-id.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { type KeyForm, keyForms, normalForm } from './match-keys/normal-form.js';

/** Who did it, as Meta gets it. */
export type UserData = Record<string, string | string[]>;

/** What the hashing of one message's match keys needs to know. */
interface HashContext {
  /** The message says that they are hashed already. */
  hashed: boolean;
  /** ISO 3166-1 alpha-2. */
  country: string | undefined;
  findings: Finding[];
}

/** The match keys of a message: in normal form, hashed where Meta wants it; with a finding if they match nobody. */
export function userDataOf(
  { selection, plain, ip, hashed }: ServerLeg,
  settings: Settings,
  findings: Finding[],
): UserData {
  const { country: homes } = selection;
  const home = normalForm('country', Array.isArray(homes) ? homes[0] : homes);
  const context: HashContext = { hashed, country: home ?? settings.defaultCountry?.toLowerCase(), findings };
  const data = plain as UserData;
  const address = publicIp(ip);
  if (address) data.client_ip_address = address;
  for (const keyForm of keyForms) {
    const given = selection[keyForm[0]];
    if (given === undefined) continue;
    const hashes = Array.isArray(given) ? hashesOf(keyForm, given, context) : hashOf(keyForm, given, context);
    if (hashes) data[keyForm[0]] = hashes;
  }
  if (!isMatchable(data)) findings.push({ code: 'no-match-keys', severity: 'error', field: 'traits' });
  return data;
}

/** Meta takes lists; more values than these help no match. */
const maxValues = 20;

function hashesOf(keyForm: KeyForm, values: unknown[], context: HashContext): string | string[] | undefined {
  const hashes = new Set<string>();
  for (const value of values.slice(0, maxValues)) {
    const hash = hashOf(keyForm, value, context);
    if (hash) hashes.add(hash);
  }
  return hashes.size > 1 ? [...hashes] : [...hashes][0];
}

function hashOf(
  [key, toForm]: KeyForm,
  value: unknown,
  { hashed, country, findings }: HashContext,
): string | undefined {
  if (key === 'external_id') {
    const form = externalIdForm(value);
    return form && (isExternalIdHash(form) ? form : sha256(form));
  }
  if (typeof value === 'string' && isSha256(value.trim())) return value.trim().toLowerCase();
  if (hashed) {
    findings.push({ code: 'not-hashed', severity: 'warning', field: `user_data.${key}` });
    return undefined;
  }
  const form = toForm(value, country);
  return form && sha256(form);
}

/** Combinations so broad that Meta refuses an event that has nothing else. */
const tooBroad = [
  ['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent'],
  ['db', 'client_user_agent'],
  ['fn', 'ge'],
  ['ln', 'ge'],
].map((keys) => new Set(keys));

const isMatchable = (data: UserData): boolean => {
  const keys = Object.keys(data);
  return tooBroad.every((broad) => keys.some((key) => !broad.has(key)));
};

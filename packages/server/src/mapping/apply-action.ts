import { hashedKeys, type IdentifiedEvent, type Message, toFields } from '@twinbeam/shared';

/** Paths in a message of match keys that are sent unhashed. The path of any other key is its name in `context`. */
const paths: Readonly<Record<string, readonly [string, ...string[]]>> = {
  client_ip_address: ['context', 'ip'],
  client_user_agent: ['context', 'userAgent'],
  madid: ['context', 'device', 'advertisingId'],
  anon_id: ['properties', 'anon_id'],
};

/**
 * Returns the message with the values of its action: the action's data over the properties, and its match keys that are
 * sent unhashed. `selectUserData` reads the hashed match keys from the action itself.
 */
export function applyAction(message: Message, { action, overlay, userData }: IdentifiedEvent): Message {
  if (!action) return message;
  let result: Message = { ...message, properties: { ...toFields(message.properties), ...overlay } };
  for (const [key, value] of Object.entries(userData ?? {})) {
    if (isHashed(key)) continue;
    result = setPath(result, (Object.hasOwn(paths, key) && paths[key]) || ['context', key], value);
  }
  return result;
}

const isHashed = (key: string): boolean => (hashedKeys as readonly string[]).includes(key);

/** Returns a copy with another value at a path. */
function setPath(target: unknown, [key, ...rest]: readonly [string, ...string[]], value: unknown): object {
  const fields = toFields(target);
  const [next, ...others] = rest;
  return { ...fields, [key]: next === undefined ? value : setPath(fields[key], [next, ...others], value) };
}

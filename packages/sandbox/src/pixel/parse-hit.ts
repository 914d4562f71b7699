import type { Arrival } from '../events/received-event.js';

/**
 * Parses the parameters of a hit to `/tr/`: `id`, `ev`, `eid`, `dl`, `ts`, `fbp`, `fbc`, and with brackets `cd[…]` for
 * custom data and `ud[…]` for user data. Returns undefined if pixel or name is missing.
 */
export function parseHit(parameters: readonly [string, string][], now: number): Arrival | undefined {
  const plain = new Map<string, string>();
  const custom: Record<string, unknown> = {};
  const user: Record<string, unknown> = {};
  for (const [key, value] of parameters) {
    const [, group, name] = /^(cd|ud)\[(.+)\]$/.exec(key) ?? [];
    if (group === 'cd' && name) custom[name] = parseNested(value);
    else if (group === 'ud' && name) user[name] = value;
    else plain.set(key, value);
  }
  const pixelId = plain.get('id');
  const name = plain.get('ev');
  if (!pixelId || !name) return undefined;
  for (const key of ['fbp', 'fbc']) if (plain.get(key)) user[key] = plain.get(key);

  const eventId = plain.get('eid') || undefined;
  return {
    source: 'browser',
    pixelId,
    event_name: name,
    event_id: eventId,
    event_time: Math.floor((Number(plain.get('ts')) || now) / 1000),
    custom_data: custom,
    user_data: user,
    event_source_url: plain.get('dl'),
    parameters: Object.fromEntries(parameters),
    ...(plain.has('dpo') && {
      data_processing: ['dpo', 'dpoco', 'dpost'].map((key) => plain.get(key) ?? 0).join(),
    }),
    warnings: eventId ? [] : ['Without eventID a copy from the server cannot be recognised.'],
  };
}

/** Parses a value of custom data. Lists and objects are sent as JSON, everything else as a string. */
function parseNested(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

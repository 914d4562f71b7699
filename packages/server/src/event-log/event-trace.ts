import { holdsEmail, isFields, isPersonalName } from '@twinbeam/shared';
import type { OutboxEvent } from '../outbox/outbox.js';

/** The steps of one event of a traced visit. About the visitor it contains field names only, never values. */
export interface EventTrace {
  /** The path of each message field that has a value, such as `properties.revenue`. */
  message: string[];
  /** The event as it is sent, with `(present)` in place of each value about the visitor. */
  event?: Record<string, unknown>;
  /** The request to Graph, without the token. */
  request?: { method: 'POST'; url: string };
}

const maxPaths = 100;
const maxDepth = 5;
/** Longest JSON of an event that is shown, in characters. */
const maxEventLength = 20_000;
/** Replaces a value about the visitor. */
const present = '(present)';

/** Fields of an event whose values are shown, because they describe the event and not the visitor. */
const shownFields = new Set(['event_name', 'event_time', 'event_id', 'action_source', 'opt_out', 'custom_data']);

/** Traces a message and the event made from it. */
export function toEventTrace(
  message: unknown,
  event: Pick<OutboxEvent, 'json' | 'pixelId'> | undefined,
  toRequestUrl: (pixelId: string) => string,
): EventTrace {
  const paths: string[] = [];
  addPaths(message, '', paths);
  if (!event) return { message: paths };
  const request = { method: 'POST', url: toRequestUrl(event.pixelId) } as const;
  return { message: paths, event: toShownEvent(event.json), request };
}

/** Adds the path of each value. Leaves out names that a page may have made from text that somebody typed. */
function addPaths(value: unknown, path: string, paths: string[], depth = 0): void {
  if (paths.length >= maxPaths || value === undefined || value === null || value === '') return;
  if (Array.isArray(value)) {
    paths.push(`${path} (${value.length})`);
    return;
  }
  if (!isFields(value) || depth === maxDepth) {
    paths.push(path);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (isFieldName(name)) addPaths(inner, path === '' ? name : `${path}.${name}`, paths, depth + 1);
  }
}

const isFieldName = (name: string): boolean => /^[\w $:-]{1,60}$/.test(name) && !/\d{5}/.test(name);

function toShownEvent(json: string): Record<string, unknown> {
  if (json.length > maxEventLength) return { event: `${json.length} characters: too long to be shown` };
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(JSON.parse(json) as Record<string, unknown>)) {
    shown[name] = shownFields.has(name) ? hidePersonal(value, name) : toPresence(value);
  }
  return shown;
}

const toPresence = (value: unknown): unknown =>
  isFields(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, present])) : present;

/** Hides values that the mapper treats as the site's own data, but that may identify a person. */
function hidePersonal(value: unknown, path: string): unknown {
  if (typeof value === 'string') return holdsEmail(value) || isPersonalName(path) ? present : value;
  if (Array.isArray(value)) return value.map((item) => hidePersonal(item, path));
  if (!isFields(value)) return isPersonalName(path) ? present : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hidePersonal(inner, `${path}.${name}`)]),
  );
}

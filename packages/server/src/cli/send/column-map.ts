import { type Fields, isFields } from '@twinbeam/shared';
import { parseJson } from '../../base/parse-json.js';
import { CommandError } from '../command-error.js';
import { readJsonFile } from '../read-file.js';
import { columnPaths, toColumnKey } from './column-names.js';

/** Rules that turn the columns of a file into a message. */
export interface ColumnMap {
  /** The path in the message for each column name; null leaves the column out. */
  columns: Record<string, string | null>;
  /** Values by path, for every message whose row has none. */
  constants: Record<string, unknown>;
  /** Whether to ignore columns that have no rule. */
  ignoresOthers: boolean;
}

type Writable = Record<string, unknown>;

/** Command line options about columns. */
export interface ColumnOptions {
  map?: string;
  set?: string[];
  ignoreOtherColumns?: boolean;
}

const pathPattern =
  /^(type|event|name|messageId|userId|anonymousId|timestamp|originalTimestamp|(properties|traits|context|integrations)(\.[^.]+)+)$/;
const unsafeParts = new Set(['__proto__', 'constructor', 'prototype']);

const isPath = (path: unknown): path is string =>
  typeof path === 'string' && pathPattern.test(path) && !path.split('.').some((part) => unsafeParts.has(part));

/**
 * Reads the mapping file and the constants. A common column name stands for its path there too. Throws `CommandError`
 * for a path that messages do not have.
 */
export function readColumnMap({ map, set = [], ignoreOtherColumns = false }: ColumnOptions): ColumnMap {
  const file = map === undefined ? {} : readJsonFile(map);
  const { columns = {}, constants = {} } = isFields(file) ? file : {};
  if (!isFields(file) || !isFields(columns) || !isFields(constants)) {
    throw new CommandError(`${map} must be {"columns": {"E-Mail": "traits.email"}, "constants": {"event": "Lead"}}.`);
  }
  const texts = set.map((text): [string, string] => {
    const [path = '', ...value] = text.split('=');
    return [path, value.join('=')];
  });
  const given = [...Object.entries(constants), ...texts];
  const wrong = [...given.map(([path]) => path), ...Object.values(columns)].filter(
    (path) => path !== null && toPath(path) === undefined,
  );
  if (wrong.length > 0) throw new CommandError(describeWrong(wrong));
  return {
    columns: Object.fromEntries(Object.entries(columns).map(([name, path]) => [name, toPath(path) ?? null])),
    constants: Object.fromEntries(given.map(([path, value]) => [toPath(path) as string, value])),
    ignoresOthers: ignoreOtherColumns,
  };
}

/** Returns the path that a text is, or that a common column name stands for. */
function toPath(name: unknown): string | undefined {
  if (isPath(name)) return name;
  const key = typeof name === 'string' ? toColumnKey(name) : '';
  return Object.hasOwn(columnPaths, key) ? columnPaths[key] : undefined;
}

function describeWrong(wrong: readonly unknown[]): string {
  const last = String(wrong[0]).split('.').at(-1) ?? '';
  const name = /^[a-z]\w*$/i.test(last) ? last : 'coupon';
  const names = wrong.map((path) => JSON.stringify(path)).join(', ');
  return `${names}: write the whole path, such as properties.${name}. A path begins with properties., traits. or context., or is event, messageId, timestamp, userId, anonymousId or type; only common column names, such as currency, stand for theirs.`;
}

/** Maps CSV rows. */
export interface CsvMapper {
  toMessage(values: string[]): Fields;
  /** Returns whether the column at an index has a place in the message. */
  isMapped(index: number): boolean;
}

/** Creates the mapper of CSV rows. Throws a `CommandError` that names every column without a place. */
export function createCsvMapper(header: readonly string[], map: ColumnMap): CsvMapper {
  const paths = header.map((name) => findPath(name, map));
  const unknown = header.filter((name, index) => paths[index] === undefined && name !== '');
  if (unknown.length > 0 && !map.ignoresOthers) throw new CommandError(describeUnknown(unknown));
  const twice = paths.find((path, index) => path && !listPaths.has(path) && paths.indexOf(path) < index);
  if (twice) {
    const names = header.filter((_, index) => paths[index] === twice).join(' and ');
    throw new CommandError(`The columns ${names} are both ${twice}: set one of them to null in a file for --map.`);
  }
  const places = [...new Set(paths)].flatMap((path) =>
    path ? [{ parts: path.split('.'), indexes: [...paths.keys()].filter((index) => paths[index] === path) }] : [],
  );
  return {
    isMapped: (index) => typeof paths[index] === 'string',
    toMessage(values) {
      const message: Writable = {};
      for (const { parts, indexes } of places) {
        const [value, ...others] = indexes.flatMap((index) => values[index]?.trim() || []).map(parseNested);
        if (value !== undefined) setValue(message, parts, others.length > 0 ? [value, ...others] : value);
      }
      return addConstants(message, map);
    },
  };
}

/**
 * Paths that several columns may fill, because they take lists; lists for Meta have several e-mail addresses and
 * telephone numbers.
 */
const listPaths = new Set(['traits.email', 'traits.phone']);

/** Creates the mapper of NDJSON rows. Without column rules, each row is used as the message unchanged. */
export const createNdjsonMapper =
  (map: ColumnMap): ((row: Fields) => Fields) =>
  (row) => {
    if (Object.keys(map.columns).length === 0) return addConstants({ ...row }, map);
    const message: Writable = {};
    for (const [name, value] of Object.entries(row)) {
      const path = Object.hasOwn(map.columns, name) ? map.columns[name] : name;
      if (path && (Object.hasOwn(map.columns, name) || messageFields.has(name)))
        setValue(message, path.split('.'), value);
    }
    return addConstants(message, map);
  };

const messageFields = new Set(
  'type event name messageId userId anonymousId timestamp originalTimestamp properties traits context integrations'.split(
    ' ',
  ),
);

function findPath(name: string, { columns }: ColumnMap): string | null | undefined {
  return Object.hasOwn(columns, name) ? columns[name] : toPath(name);
}

const describeUnknown = (names: readonly string[]): string =>
  `There is no rule for the ${names.length > 1 ? 'columns' : 'column'} ${names.map((name) => JSON.stringify(name)).join(', ')}: write {"columns": {${JSON.stringify(names[0])}: "properties.…"}} into a file for --map (null leaves a column out), or leave out all such columns with --ignore-other-columns.`;

function addConstants(message: Writable, { constants }: ColumnMap): Fields {
  for (const [path, value] of Object.entries(constants)) setValue(message, path.split('.'), value, true);
  if (message['type'] === undefined && message['event'] !== undefined) message['type'] = 'track';
  return message;
}

/** Sets a value at a path. Objects on the way are copied, because the row may belong to the caller. */
function setValue(target: Writable, [part = '', ...rest]: string[], value: unknown, isDefault = false): void {
  const present = Object.hasOwn(target, part) ? target[part] : undefined;
  if (rest.length > 0) {
    const inner = isFields(present) ? { ...present } : {};
    setValue(inner, rest, value, isDefault);
    target[part] = inner;
  } else if (!isDefault || present === undefined) target[part] = value;
}

/** Parses a list or object, such as products, that a cell contains as JSON. */
function parseNested(value: string): unknown {
  return /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
}

import { type Fields, isFields } from '@twinbeam/shared';
import { parseJson } from '../../parse-json.js';
import { CommandError } from '../command-error.js';
import { readJsonFile } from '../read-file.js';
import { columnPaths, toColumnKey } from './column-names.js';

/** Rules by which the columns of a file become a message. */
export interface ColumnMap {
  /** Path in the message by the name of the column; null leaves the column out. */
  columns: Record<string, string | null>;
  /** Values that every message gets unless its row has one, by path. */
  constants: Record<string, unknown>;
  /** Whether columns that no rule knows are left out. */
  ignoresOthers: boolean;
}

type Writable = Record<string, unknown>;

/** Options of the command line about columns. */
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

/** Reads the mapping file and the constants. Throws `CommandError` for what is no path of a message. */
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
  const all = { ...constants, ...Object.fromEntries(texts) };
  const paths = [...Object.values(columns).filter((path) => path !== null), ...Object.keys(all)];
  const wrong = paths.filter((path) => !isPath(path));
  if (wrong.length > 0) {
    throw new CommandError(
      `${wrong.map((path) => JSON.stringify(path)).join(', ')}: a path begins with properties., traits. or context., or is event, messageId, timestamp, userId, anonymousId or type.`,
    );
  }
  return { columns: columns as ColumnMap['columns'], constants: all, ignoresOthers: ignoreOtherColumns };
}

/** The mapping of CSV rows. */
export interface CsvMapper {
  toMessage(values: string[]): Fields;
  /** Returns whether a column has a place in the message, by its index. */
  isMapped(index: number): boolean;
}

/** Creates the mapping of CSV rows. Throws `CommandError` that names every column without a place. */
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

/** Paths that several columns may have, as the e-mail addresses and telephone numbers in lists for Meta: they take lists. */
const listPaths = new Set(['traits.email', 'traits.phone']);

/** Creates the mapping of rows of NDJSON: without rules for columns, each row is a message as it stands. */
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
  if (Object.hasOwn(columns, name)) return columns[name];
  if (isPath(name)) return name;
  const key = toColumnKey(name);
  return Object.hasOwn(columnPaths, key) ? columnPaths[key] : undefined;
}

const describeUnknown = (names: readonly string[]): string =>
  `No rule says what ${names.map((name) => JSON.stringify(name)).join(', ')} ${names.length > 1 ? 'are' : 'is'}: write {"columns": {${JSON.stringify(names[0])}: "properties.…"}} into a file for --map (null leaves a column out), or leave out all such columns by --ignore-other-columns.`;

function addConstants(message: Writable, { constants }: ColumnMap): Fields {
  for (const [path, value] of Object.entries(constants)) setValue(message, path.split('.'), value, true);
  if (message['type'] === undefined && message['event'] !== undefined) message['type'] = 'track';
  return message;
}

/** Sets a value at a path; objects on the way are copied, because a row may be the caller's. */
function setValue(target: Writable, [part = '', ...rest]: string[], value: unknown, isDefault = false): void {
  const present = Object.hasOwn(target, part) ? target[part] : undefined;
  if (rest.length > 0) {
    const inner = isFields(present) ? { ...present } : {};
    setValue(inner, rest, value, isDefault);
    target[part] = inner;
  } else if (!isDefault || present === undefined) target[part] = value;
}

/** Reads a list or object that stands in a cell as JSON, such as products. */
function parseNested(value: string): unknown {
  return /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
}

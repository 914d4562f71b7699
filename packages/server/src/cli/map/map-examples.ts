import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Fields, isFields, type Settings } from '@twinbeam/shared';
import { CommandError } from '../command-error.js';
import { readJsonFile } from '../read-file.js';
import { type MappedBothLegs, mapBothLegs } from './map-message.js';

/** The result of one example. */
export interface ExampleResult {
  /** Path of the example. */
  file: string;
  /** Differences from `out`, one line each; empty if there are none. */
  differences: string[];
}

/**
 * Maps the examples of a folder: files of `{"in": message, "out": {"pixel": call, "server": event}, "now": time}`. Only
 * the fields that `out` contains are compared; null means that the leg sends nothing. Throws `CommandError`.
 */
export function checkExamples(
  folder: string,
  settings: Settings,
  use: Parameters<typeof mapBothLegs>[2],
): ExampleResult[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
  if (files.length === 0) throw new CommandError(`${folder} has no examples: put files such as purchase.json into it.`);
  return files.map((file) => {
    const example = readJsonFile(file);
    const { in: message, out, now } = isFields(example) ? example : ({} as Fields);
    if (message === undefined || !isFields(out)) {
      throw new CommandError(
        `${file} is not an example: it must be {"in": message, "out": {"pixel": …, "server": …}}.`,
      );
    }
    const time = typeof now === 'string' ? Date.parse(now) : use.now;
    const mapped = mapBothLegs(message, settings, { ...use, now: time });
    return { file, differences: compareExample(mapped, out) };
  });
}

/** Returns whether the result of an example is as expected. */
export const isAsExpected = ({ differences }: ExampleResult): boolean => differences.length === 0;

/**
 * Returns the results as lines of text, with totals. @param isChecked whether the rules of the sandbox were applied too
 */
export function toExamplesText(results: readonly ExampleResult[], isChecked: boolean): string {
  const lines = results.map((result) =>
    [`${isAsExpected(result) ? '✓' : '✗'} ${result.file}`, ...result.differences].join('\n    '),
  );
  const count = results.filter(isAsExpected).length;
  const rules = isChecked ? ', also by the rules of the sandbox' : '';
  return [...lines, `${count} of ${results.length} examples as expected${rules}.`].join('\n');
}

function compareExample({ pixel, server, refusal }: MappedBothLegs, out: Fields): string[] {
  const legs: [name: string, found: unknown][] = [
    ['pixel', pixel.value ?? null],
    ['server', server.value ?? null],
  ];
  const differences = legs.flatMap(([name, found]) => (!(name in out) ? [] : compare(name, found, out[name])));
  return refusal === undefined ? differences : [...differences, `Meta refuses it: ${refusal}`];
}

/** Compares only the fields that are expected. Lists are compared as a whole. */
function compare(path: string, found: unknown, expected: unknown): string[] {
  if (isFields(expected) && isFields(found)) {
    return Object.entries(expected).flatMap(([name, value]) => compare(`${path}.${name}`, found[name], value));
  }
  if (isDeepStrictEqual(found, expected)) return [];
  return [`${path} is ${toText(found)}, not ${toText(expected)}`];
}

const toText = (value: unknown): string => JSON.stringify(value) ?? 'missing';

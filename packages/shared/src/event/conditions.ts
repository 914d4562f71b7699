import { foldName, readPath } from '../base/value.js';
import type { Message } from '../message/message.js';

/** Returns whether a value is the one that a condition expects. Strings are compared like names. */
export const isEqual = (value: unknown, expected: unknown): boolean =>
  typeof value === 'string' && typeof expected === 'string'
    ? foldName(value) === foldName(expected)
    : value === expected;

/**
 * Returns whether a message meets all conditions: the value at each path is the expected value, or in the expected
 * list.
 */
export const meetsConditions = (message: Message, conditions: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(conditions).every(([path, expected]) => {
    const value = path === 'host' ? readHost(message) : readPath(message, path);
    return [expected].flat().some((one) => isEqual(value, one));
  });

/** Reads the host of the page, without its port. */
function readHost(message: Message): string | undefined {
  const url = readPath(message, 'context.page.url');
  return typeof url === 'string' ? /^\w+:\/\/(?:[^/?#@]*@)?([^/:?#]+)/.exec(url)?.[1] : undefined;
}

/** The reason why a message is skipped for a pixel. */
export const skippedByWhen = "the setting 'when' leaves it out";

import { expect, it } from 'vitest';
import { findUnknownOptions } from './unknown-options.js';

it.each<[given: unknown, fields: string[]]>([
  [{ userId: 'u1', email: 'ada@example.com' }, ['options.email']],
  [{ toString: 1 }, ['options.toString']],
  [{ email: undefined }, []],
  [{ 'ada@example.com': 1 }, ['options']],
  ['user-1', []],
  [['user-1'], []],
])('finds in %j the options that track does not have: %j', (given, fields) => {
  expect(findUnknownOptions(given as never).map(({ field }) => field)).toEqual(fields);
});

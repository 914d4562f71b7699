import { expect, it } from 'vitest';
import { type Outcome, selectOutcome } from './status-table.js';

it.each<[Outcome, number[]]>([
  ['settled', [200, 202, 204]],
  ['split', [400, 406, 413, 415, 422]],
  [
    'retry',
    [
      0, 301, 304, 401, 402, 403, 404, 405, 408, 409, 410, 411, 414, 418, 421, 425, 426, 429, 451, 500, 502, 503, 504,
      599,
    ],
  ],
])('messages are %s at the statuses %j', (outcome, statuses) => {
  expect(statuses.map((status) => selectOutcome(status, true, false))).toEqual(statuses.map(() => outcome));
});

it('messages are settled by the results of the server alone', () => {
  expect([200, 202, 204].map((status) => selectOutcome(status, false, false))).toEqual(['retry', 'retry', 'retry']);
});

it('a sandboxed frame is refused, and does not repeat what the server refuses', () => {
  expect([0, 403, 503, 202].map((status) => selectOutcome(status, true, true))).toEqual([
    'refused',
    'refused',
    'retry',
    'settled',
  ]);
});

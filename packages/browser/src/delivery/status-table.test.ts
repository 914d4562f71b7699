import { expect, it } from 'vitest';
import { type Outcome, selectOutcome } from './status-table.js';

it.each<[Outcome, number[]]>([
  ['settled', [200, 202, 204]],
  ['split', [400, 413]],
  ['retry', [0, 401, 403, 404, 405, 408, 425, 429, 500, 502, 503, 504, 599]],
  ['refused', [301, 304, 402, 406, 409, 410, 411, 414, 415, 422, 426, 451]],
])('messages are %s at the statuses %j', (outcome, statuses) => {
  expect(statuses.map(selectOutcome)).toEqual(statuses.map(() => outcome));
});

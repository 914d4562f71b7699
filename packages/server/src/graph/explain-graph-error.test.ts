import { expect, it } from 'vitest';
import { explainGraphError } from './explain-graph-error.js';
import { toGraphError } from './to-graph-error.js';

it.each([
  [401, undefined, /has expired/],
  [401, { code: 190 }, /has expired/],
  [400, { code: 102 }, /has expired/],
  // Status 401 is about the token, whatever the code.
  [401, { code: 4_000 }, /has expired/],
  [400, { code: 803 }, /has no access to pixel 7/],
  [400, { code: 100, error_subcode: 33 }, /has no access to pixel 7/],
  [403, { code: 10 }, /lacks the permission/],
  [403, { code: 294 }, /lacks the permission/],
  [400, { code: 100, type: 'GraphMethodException', message: 'appsecret_proof' }, /META_APP_SECRET/],
  [400, { code: 80_004 }, /limits the requests/],
  [400, { code: 100 }, /refuses the event/],
  [503, undefined, /metastatus/],
  [0, undefined, /firewall/],
  [404, undefined, /does not come from Graph/],
  [413, undefined, /does not come from Graph/],
])('explains the response %d with the error %j', (status, error, text) => {
  expect(explainGraphError(toGraphError(status, error && { error }), '7')).toMatch(text);
});

it('explains an error that is not Graph’s', () => {
  expect(explainGraphError(new TypeError('fetch failed'), '7')).toMatch(/does not come from Graph/);
});

import { expect, it } from 'vitest';
import { createHttpClient } from '../../graph/http.js';
import { checkHttpClient } from './check-meta.js';

it('an HTTP client that cannot be loaded is a finding of the doctor, and one that can is none', async () => {
  const missing = () => Promise.reject(Object.assign(new Error('at /home/ada/…'), { code: 'ERR_MODULE_NOT_FOUND' }));
  expect(await checkHttpClient(createHttpClient(missing))).toEqual([
    { result: 'bad', text: expect.stringMatching(/ERR_MODULE_NOT_FOUND.*install the package undici/) },
  ]);
  expect(await checkHttpClient()).toEqual([]);
});

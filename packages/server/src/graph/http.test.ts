import { expect, it } from 'vitest';
import { createHttpClient } from './http.js';

const missing = () => Promise.reject(Object.assign(new Error('at /home/ada/…'), { code: 'ERR_MODULE_NOT_FOUND' }));
const text =
  /^The HTTP client cannot be loaded \(ERR_MODULE_NOT_FOUND\), so nothing can be sent to Meta: install the package undici/;

it('an HTTP client is loaded again after a failure, once, and closes in either case', async () => {
  let loads = 0;
  const load = () => (++loads < 3 ? missing() : import('undici'));
  const client = createHttpClient(load);
  await expect(client.load()).rejects.toThrow(text);
  await client.close();
  await expect(client.load()).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
  await Promise.all([client.load(), client.load()]);
  expect(loads).toBe(3);
  await client.close();
});

import { expect, it, vi } from 'vitest';
import { findHttp, type HttpSide, registerHttp } from './http-side.js';

function createRegistered(side = {} as HttpSide): object {
  const twinbeam = {};
  registerHttp(twinbeam, side);
  return twinbeam;
}

it('finds the HTTP side in every copy of this module: Next.js bundles several into one process', async () => {
  const side = {} as HttpSide;
  const twinbeam = createRegistered(side);
  vi.resetModules();
  const copy = await import('./http-side.js');
  expect(copy.findHttp).not.toBe(findHttp);
  expect(copy.findHttp(twinbeam)).toBe(side);
});

it.each([[{ ...createRegistered() }], [undefined], [null]])(
  'refuses a value that createTwinbeam has not returned: %j',
  (given) => expect(() => findHttp(given as object)).toThrow(/not what createTwinbeam returned/),
);

import { expect, it } from 'vitest';
import { isHitPath } from './pixel-hit.js';

it.each([
  ['/tr', true],
  ['/tr/', true],
  ['/privacy_sandbox/pixel/register/trigger/', true],
  ['/en_US/fbevents.js', false],
  ['/tracker', false],
  ['/tr/shop', false],
])('%s is the path of a hit: %j', (pathname, expected) => {
  expect(isHitPath(pathname)).toBe(expected);
});

import { hashedKeys } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { sha256 } from './match-keys/hash.js';
import { toTraits, toUserMatchKeys } from './user-match-keys.js';

it('every match key that is sent hashed comes back from the traits that are made of it', () => {
  const matchKeys = Object.fromEntries(hashedKeys.map((key) => [key, sha256(key)]));
  const message = { type: 'track', event: 'Lead', traits: toTraits(matchKeys) };
  expect(toUserMatchKeys(message, { pixelId: '1' }, Date.now())).toEqual(matchKeys);
});

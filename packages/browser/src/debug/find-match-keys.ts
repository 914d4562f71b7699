import { type Message, type Settings, selectUserData } from '@twinbeam/shared';
import { toPixelUserData } from '../pixel/to-pixel-user-data.js';

/** Match keys, strongest first, and how a page can provide them. */
const advice: readonly (readonly [key: string, advice: string])[] = [
  ['em', 'identify(userId, { email }) as soon as it is known, at sign-in or checkout: the strongest key'],
  ['ph', 'identify(userId, { phone }), with its country code'],
  ['external_id', 'identify(userId) with your own id, the same on every device'],
  ['fbc', 'set by a click on an ad (fbclid in the address): without a click there is none'],
  ['fbp', 'set by the script: if it is missing, something else has removed it'],
  ['fn', 'identify(userId, { firstName })'],
  ['ln', 'identify(userId, { lastName })'],
  ['ct', 'identify(userId, { address: { city } })'],
  ['st', 'identify(userId, { address: { state } })'],
  ['zp', 'identify(userId, { address: { zip } })'],
  ['country', 'identify(userId, { address: { country } })'],
];

/** The match keys that a message has, and advice for those that it lacks. Contains keys only, never their values. */
export interface MatchKeys {
  has: string[];
  lacks: (readonly [key: string, advice: string])[];
}

/** Finds the match keys of a message that the tracker has created. */
export function findMatchKeys(message: Message): MatchKeys {
  const { fbp, fbc, traits } = (message.context ?? {}) as Record<string, unknown>;
  const visitor: Message = { ...message, context: { traits: traits ?? {} } };
  const settings: Settings = { pixelId: '' };
  const keys: Record<string, unknown> = {
    // The server normalises more values than the Pixel is given.
    ...selectUserData(visitor, settings),
    ...toPixelUserData(visitor, settings),
    fbp,
    fbc,
  };
  const user = (traits ?? {}) as Record<string, unknown>;
  // An anonymous id matches nobody on another device.
  const isAnonymous = !message.userId && !user.userId && !user.id;
  const isUseful = (key: string) => keys[key] && !(isAnonymous && key === 'external_id');
  return {
    has: Object.keys(keys)
      .filter((key) => keys[key])
      .map((key) => (isUseful(key) ? key : `${key} (anonymous)`)),
    lacks: advice.filter(([key]) => !isUseful(key)),
  };
}

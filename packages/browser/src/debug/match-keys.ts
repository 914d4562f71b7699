import type { Message } from '@twinbeam/shared';
import { toPixelUserData } from '../pixel/pixel-user-data.js';

/** What helps Meta to find the person, strongest first, and how a page comes by it. */
const advice: readonly (readonly [key: string, advice: string])[] = [
  ['em', 'identify(userId, { email }) as soon as it is known, at sign-in or checkout: the strongest key'],
  ['ph', 'identify(userId, { phone }), with its country code'],
  ['external_id', 'identify(userId) with your own id, the same on every device'],
  ['fbc', 'it comes with a click on an ad (fbclid in the address): without one there is none'],
  ['fbp', 'the script makes it: without it something else has removed it'],
  ['fn', 'identify(userId, { firstName })'],
  ['ln', 'identify(userId, { lastName })'],
  ['ct', 'identify(userId, { address: { city } })'],
  ['st', 'identify(userId, { address: { state } })'],
  ['zp', 'identify(userId, { address: { zip } })'],
  ['country', 'identify(userId, { address: { country } })'],
];

/** Which match keys a message has, and what to do for those that it lacks. Keys only: never what they hold. */
export interface MatchKeys {
  has: string[];
  lacks: (readonly [key: string, advice: string])[];
}

export function matchKeysOf(message: Message): MatchKeys {
  const { fbp, fbc, traits } = (message.context ?? {}) as Record<string, unknown>;
  const known: Record<string, unknown> = {
    ...toPixelUserData({ ...message, context: { traits: traits ?? {} } }, { pixelId: '' }),
    fbp,
    fbc,
  };
  const user = (traits ?? {}) as Record<string, unknown>;
  // An id of this browser alone finds nobody on another device.
  if (!message.userId && !user.userId && !user.id) delete known.external_id;
  return {
    has: Object.keys(known).filter((key) => known[key]),
    lacks: advice.filter(([key]) => !known[key]),
  };
}

import { type Problem, toFields, warning } from '@twinbeam/shared';
import type { TrackOptions } from '../twinbeam.js';

const known: Record<keyof TrackOptions, true> = {
  identity: true,
  userId: true,
  traits: true,
  eventId: true,
  timestamp: true,
  hold: true,
  orThrow: true,
};

/** Finds options that `track` does not have: JavaScript passes them unseen, and an `email` there would match nobody. */
export const findUnknownOptions = (options: TrackOptions): Problem[] =>
  Object.keys(toFields(options))
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => warning('option-unknown', `options.${name}`));

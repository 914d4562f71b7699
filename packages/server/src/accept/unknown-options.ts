import { type Problem, toFields, warning } from '@twinbeam/shared';
import type { TrackOptions } from './track-options.js';

const known: Record<keyof TrackOptions, true> = {
  identity: true,
  userId: true,
  traits: true,
  eventId: true,
  timestamp: true,
  hold: true,
  orThrow: true,
};

/** An option name as programs write it; any other text may be a value, which must not be logged. */
const plainName = /^[a-z_]\w{0,40}$/i;

/**
 * Finds options that `track` does not have. JavaScript would ignore them silently, and an `email` there would match
 * nobody.
 */
export const findUnknownOptions = (options: TrackOptions): Problem[] =>
  Object.entries(toFields(options))
    .filter(([name, value]) => value !== undefined && !Object.hasOwn(known, name))
    .map(([name]) => warning('option-unknown', plainName.test(name) ? `options.${name}` : 'options'));

import { type Fields, toFields, toList } from './fields.js';

/** Match keys that Meta takes as SHA-256 alone. */
const mustBeHashed = 'em ph fn ln db ge ct st zp country'.split(' ');

/**
 * Tag that Meta's Parameter Builder puts behind every value that it makes: 2 characters in old versions, 8 in new ones.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameter-builder-library
 */
const builderTag = /\.(?:A[Qgw]|B[AQg]|[\w-]{8})$/;

/** Returns a value without the tag of Meta's Parameter Builder. */
export const withoutTag = (value: unknown): string => String(value).replace(builderTag, '');

/** SHA-256 in hex. */
const sha256 = /^[0-9a-f]{64}$/;

/** Returns whether a value is SHA-256, perhaps with the tag of Meta's Parameter Builder. */
const isHashed = (value: unknown): boolean => sha256.test(withoutTag(value));

/** Finds the match keys of an event that should be hashed and are not. */
export function findClearKeys(event: Fields): string[] {
  const data = toFields(event.user_data);
  return mustBeHashed.filter((key) => toList(data[key]).some((value) => !isHashed(value)));
}

/** Copies an event with a note in the place of each value that should be hashed and is not. */
export function maskPersonalData(event: Fields): Fields {
  const data = toFields(event.user_data);
  const masked = findClearKeys(event).map((key) => [key, '(not hashed: the sandbox does not show it)']);
  return masked.length === 0 ? event : { ...event, user_data: { ...data, ...Object.fromEntries(masked) } };
}

/** Name of a picture for dense screens, such as `boots@2x.png`. */
const densePicture = /@\dx\.(?:png|jpe?g|gif|webp|avif|svg)/g;

/** Returns whether a text has a mail address in it, also in a URL. */
export const hasMailAddress = (text: string): boolean =>
  /\w@\w[\w-]*\.\w{2}/.test(text.replaceAll('%40', '@').replaceAll(densePicture, ''));

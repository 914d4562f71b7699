import { type Fields, toFields, toList } from './fields.js';

/** Match keys that Meta accepts only as SHA-256. */
const mustBeHashed = 'em ph fn ln db ge ct st zp country'.split(' ');

/**
 * The tag that Meta's Parameter Builder appends to its values: 2 characters in old versions, 8 in new ones.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameter-builder-library
 */
const builderTag = /\.(?:A[Qgw]|B[AQg]|[\w-]{8})$/;

/** Returns a value without the tag of Meta's Parameter Builder. */
export const withoutTag = (value: unknown): string => String(value).replace(builderTag, '');

/** SHA-256 in hex. */
const sha256 = /^[0-9a-f]{64}$/;

/** Returns whether a value is SHA-256, with or without the tag of Meta's Parameter Builder. */
const isHashed = (value: unknown): boolean => sha256.test(withoutTag(value));

/** Finds the match keys of an event that must be hashed and are not. */
export function findClearKeys(event: Fields): string[] {
  const data = toFields(event.user_data);
  return mustBeHashed.filter((key) => toList(data[key]).some((value) => !isHashed(value)));
}

/** Copies an event, and replaces each value that must be hashed and is not with a note. */
export function maskPersonalData(event: Fields): Fields {
  const data = toFields(event.user_data);
  const masked = findClearKeys(event).map((key) => [key, '(not hashed: the sandbox does not show it)']);
  return masked.length === 0 ? event : { ...event, user_data: { ...data, ...Object.fromEntries(masked) } };
}

/** The name of a high-resolution image, such as `boots@2x.png`. */
const densePicture = /@\dx\.(?:png|jpe?g|gif|webp|avif|svg)/g;

/** Returns whether a text contains an e-mail address, even if it is URL-encoded. */
export const hasMailAddress = (text: string): boolean =>
  /\w@\w[\w-]*\.\w{2}/.test(text.replaceAll('%40', '@').replaceAll(densePicture, ''));

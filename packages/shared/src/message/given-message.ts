import type { AnyProperties } from '../base/any-properties.js';
import type { EventProperties } from './event-properties.js';
import type { Message } from './message.js';
import type { Traits } from './traits.js';

/** The context of a message, as servers write it. */
interface MessageContext extends AnyProperties {
  /** The page on which the event happened. */
  page?: AnyProperties & { url?: string | null | undefined; referrer?: string | null | undefined };
  /** The visitor's public IP address. */
  ip?: string | null | undefined;
  /** The header `User-Agent` of the visitor's request. */
  userAgent?: string | null | undefined;
  /** The value of the cookie `_fbp`. */
  fbp?: string | null | undefined;
  /** The value of the cookie `_fbc`. */
  fbc?: string | null | undefined;
  /** Data about the person, if the message has none in its own `traits`. */
  traits?: Traits | null | undefined;
}

/** A message of an event whose properties are known. */
interface KnownMessage<Name extends keyof EventProperties> extends Message {
  type?: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias' | (string & {});
  event?: Name;
  properties?: EventProperties[Name];
  traits?: Traits | null | undefined;
  context?: MessageContext | null | undefined;
}

/** Any value. Unlike `unknown`, it leaves the other types of a union to editors. */
// biome-ignore lint/complexity/noBannedTypes: every value is meant
type AnyValue = {} | null | undefined;

/**
 * A message as a caller gives it. Editors complete its fields, the names of events, their properties and traits. Every
 * other value is allowed too, because messages come from elsewhere: the mapper reports what it cannot read.
 *
 * @example
 * const message: GivenMessage = { type: 'track', event: 'Product Added', properties: { product_id: 'boot' } };
 */
export type GivenMessage = { [Name in keyof EventProperties]: KnownMessage<Name> }[keyof EventProperties] | AnyValue;

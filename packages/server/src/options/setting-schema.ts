import { type Action, actionSources, type EventFilter, messagingChannels, type Settings } from '@twinbeam/shared';
import * as v from 'valibot';
import { isCountryCode } from '../mapping/match-keys/country-code.js';
import { matching, option, plainObject, text } from './option.js';

const flag = option(v.exactOptional(v.boolean()), 'must be true or false.');
const textMap = v.pipe(plainObject, v.record(v.string(), text));
const actionValue = v.union([v.looseObject({ value: v.unknown() }), v.looseObject({ path: v.string() })]);
const actionValues = v.pipe(plainObject, v.record(v.string(), actionValue));
const action = v.strictObject({
  event: text,
  when: plainObject,
  data: v.optional(actionValues),
  userData: v.optional(actionValues),
  dataProcessingOptions: v.optional(v.array(v.unknown())),
  testEventCode: v.optional(text),
});
const eventNames = v.array(text);
const eventFilter = v.union([v.strictObject({ allow: eventNames }), v.strictObject({ deny: eventNames })]);

/**
 * The options of a pixel that the browser gets too. Their types, docstrings and defaults are declared in `Settings`.
 */
export const settingEntries = {
  when: option(
    v.exactOptional(plainObject),
    "must be paths and values, such as {host: ['shop.de', 'www.shop.de']}, or a function.",
  ),
  actionSource: option(v.exactOptional(v.picklist(actionSources)), `must be one of ${actionSources.join(', ')}.`),
  messagingChannel: option(
    v.exactOptional(v.picklist(messagingChannels)),
    `must be one of ${messagingChannels.join(', ')}.`,
  ),
  eventMapping: option(v.exactOptional(textMap), "must map names to names: {'Trial Began': 'StartTrial'}."),
  actions: option(
    v.exactOptional(matching<Action[]>(v.array(action))),
    "must be a list of {when, event, data, userData, dataProcessingOptions, testEventCode}: [{when: {event: 'Trial'}, event: 'StartTrial', data: {value: {path: 'properties.amount'}, currency: {value: 'EUR'}}}].",
  ),
  events: option(
    v.exactOptional(matching<EventFilter>(eventFilter)),
    "must name the events to send or to leave out: {allow: ['Purchase']} or {deny: ['Password Reset Requested']}.",
  ),
  categoryToContentType: option(v.exactOptional(textMap), "must map categories to types: {shoes: 'product_group'}."),
  piiAllowlist: option(v.exactOptional(v.array(text)), "must be a list of names: ['city']."),
  piiDenylist: option(
    v.exactOptional(matching<NonNullable<Settings['piiDenylist']>>(v.array(v.looseObject({ property: text })))),
    "must be a list of {property, hash}: [{property: 'vat', hash: true}].",
  ),
  defaultCurrency: option(
    v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
    "must be an ISO 4217 code in capitals, such as 'EUR'.",
  ),
  defaultCountry: option(
    v.exactOptional(v.pipe(v.string(), v.check(isCountryCode))),
    "must be an ISO 3166-1 code of two letters, such as 'DE'.",
  ),
  limitedDataUse: flag,
  removeExternalId: flag,
  orderEventId: flag,
  automaticEvents: option(v.exactOptional(v.literal('meta')), "must be 'meta', or left out."),
  coexist: flag,
  strict: flag,
} satisfies {
  [Name in Exclude<keyof Settings, 'pixelId'>]-?: v.GenericSchema<unknown, NonNullable<Settings[Name]>>;
};

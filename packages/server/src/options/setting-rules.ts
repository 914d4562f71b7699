import { actionSources, type Settings } from '@twinbeam/shared';
import { isActionData, isFlag, isObject, isText, isTextMap } from './option-checks.js';

const flagRule = 'must be true or false.';

/** What each setting of a pixel may be. */
export const settingRules: { field: keyof Settings; fits(value: unknown): boolean; rule: string }[] = [
  {
    field: 'actionSource',
    fits: (value) => actionSources.includes(value as (typeof actionSources)[number]),
    rule: `must be one of ${actionSources.join(', ')}.`,
  },
  { field: 'eventMapping', fits: isTextMap, rule: "must map names to names: {'Trial Began': 'StartTrial'}." },
  {
    field: 'actions',
    fits: (value) =>
      Array.isArray(value) &&
      value.every((action) => isText(action?.event) && isObject(action.when) && isActionData(action.data)),
    rule: "must be a list of {when, event, data}: [{when: {event: 'Trial'}, event: 'StartTrial', data: {value: {path: 'properties.amount'}, currency: {value: 'EUR'}}}].",
  },
  { field: 'categoryToContentType', fits: isTextMap, rule: "must map categories to types: {shoes: 'product_group'}." },
  {
    field: 'piiAllowlist',
    fits: (value) => Array.isArray(value) && value.every(isText),
    rule: "must be a list of names: ['city'].",
  },
  {
    field: 'piiDenylist',
    fits: (value) => Array.isArray(value) && value.every((entry) => isText(entry?.property)),
    rule: "must be a list of {property, hash}: [{property: 'vat', hash: true}].",
  },
  {
    field: 'defaultCurrency',
    fits: (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
    rule: "must be an ISO 4217 code in capitals, such as 'EUR'.",
  },
  {
    field: 'defaultCountry',
    fits: (value) => typeof value === 'string' && /^[A-Za-z]{2}$/.test(value),
    rule: "must be an ISO 3166-1 code of two letters, such as 'DE'.",
  },
  { field: 'limitedDataUse', fits: isFlag, rule: flagRule },
  { field: 'removeExternalId', fits: isFlag, rule: flagRule },
  { field: 'orderEventId', fits: isFlag, rule: flagRule },
  { field: 'strict', fits: isFlag, rule: flagRule },
];

export const settingNames = settingRules.map(({ field }) => field);

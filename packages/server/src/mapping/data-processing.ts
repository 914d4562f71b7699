import { firstPresent, isFields, isPresent, readJson, toText, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/**
 * Limited Data Use of an event.
 * https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
 */
export interface DataProcessingOptions {
  data_processing_options?: string[];
  data_processing_options_country?: number;
  data_processing_options_state?: number;
}

const maxOptions = 10;

/**
 * Parses `[["LDU"], 1, 1000]`, the flat `["LDU", 1, 1000]`, an object with Meta's names, each also as JSON text, and
 * the text `LDU`. Returns an empty object for anything else. A missing country or state is 0 beside an option: Meta
 * then finds out where the person is.
 */
export function parseDataProcessing(given: unknown): DataProcessingOptions {
  const value = readJson(given);
  const [names, country, state] = isFields(value)
    ? dataNames.map((name) => value[name])
    : Array.isArray(value)
      ? value
      : [value];
  if (!isPresent(value) || (isFields(value) && !isPresent(names))) return {};
  const options = [names].flat().slice(0, maxOptions).filter(isPresent).map(toOption);
  // Meta refuses the whole request for an unknown option. Without it the event would be declared as not limited.
  if (options.length && !options.includes('LDU')) return {};
  const data: DataProcessingOptions = { data_processing_options: options.filter((option) => option === 'LDU') };
  const fallback = options.length ? 0 : undefined;
  const countryCode = parseCode(country) ?? fallback;
  const stateCode = parseCode(state) ?? fallback;
  if (countryCode !== undefined) data.data_processing_options_country = countryCode;
  if (stateCode !== undefined) data.data_processing_options_state = stateCode;
  return data;
}

const dataNames = [
  'data_processing_options',
  'data_processing_options_country',
  'data_processing_options_state',
] as const satisfies readonly (keyof DataProcessingOptions)[];

const toOption = (name: unknown): string | undefined => toText(name)?.toUpperCase();

/** Parses Meta's number of a country or state. */
function parseCode(value: unknown): number | undefined {
  const text = toText(value);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/**
 * Returns Limited Data Use as the message or its action limits the event. A limit that the visitor has asked for beats
 * the options of the action.
 */
export function toDataProcessing({ context, options, settings, identified, report }: Mapping): DataProcessingOptions {
  const given = firstPresent(context.dataProcessingOptions, options.dataProcessingOptions);
  const messageOptions = settings.limitedDataUse ? given : undefined;
  const actionOptions = identified.action?.dataProcessingOptions;
  if (messageOptions === undefined && actionOptions === undefined) {
    const isLimit = given !== undefined && parseDataProcessing(given).data_processing_options?.length !== 0;
    if (isLimit) report(warning('data-processing-unused', 'context.dataProcessingOptions'));
    return {};
  }
  const own = parseDataProcessing(messageOptions);
  const isLimited = own.data_processing_options?.length || actionOptions === undefined;
  const limits = isLimited ? own : parseDataProcessing(actionOptions);
  if (!limits.data_processing_options) {
    report(warning('data-processing-unreadable', 'context.dataProcessingOptions'));
  }
  return limits;
}

import { toId, toText } from '@twinbeam/shared';

/** Limited Data Use of an event. https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options */
export interface DataProcessingOptions {
  data_processing_options?: string[];
  data_processing_options_country?: number;
  data_processing_options_state?: number;
}

const maxOptions = 10;

/**
 * Maps `[["LDU"], 1, 1000]`, the flat `["LDU", 1, 1000]` and the text `LDU`; anything else says nothing. Country and state that are
 * missing are 0 beside an option: Meta then finds out where the person is.
 */
export function toDataProcessing(given: unknown): DataProcessingOptions {
  const [names, country, state]: unknown[] = Array.isArray(given) ? given : [given];
  if (!Array.isArray(given) && !toId(given)) return {};
  const options: string[] = [];
  for (const name of [names].flat().slice(0, maxOptions)) {
    const option = toId(name)?.toUpperCase();
    if (option) options.push(option);
  }
  const data: DataProcessingOptions = { data_processing_options: options };
  const fallback = options.length ? 0 : undefined;
  const countryCode = parseCode(country) ?? fallback;
  const stateCode = parseCode(state) ?? fallback;
  if (countryCode !== undefined) data.data_processing_options_country = countryCode;
  if (stateCode !== undefined) data.data_processing_options_state = stateCode;
  return data;
}

/** Parses Meta's number of a country or state. */
function parseCode(value: unknown): number | undefined {
  const text = toText(value);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** Selects between the options of a message and those of an action: a limit that the visitor asked for stands. */
export function selectDataProcessing(messageOptions: unknown, actionOptions: unknown): DataProcessingOptions {
  const own = toDataProcessing(messageOptions);
  return own.data_processing_options?.length || actionOptions === undefined ? own : toDataProcessing(actionOptions);
}

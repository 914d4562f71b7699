import { toId } from '@twinbeam/shared';

/** Limited Data Use of an event. https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options */
export interface DataProcessingOptions {
  data_processing_options?: string[];
  data_processing_options_country?: number;
  data_processing_options_state?: number;
}

const maxOptions = 10;

/** Maps `[["LDU"], 1, 1000]` and the flat `["LDU", 1, 1000]`; anything else says nothing. */
export function toDataProcessing(given: unknown): DataProcessingOptions {
  if (!Array.isArray(given)) return {};
  const [options, country, state] = given as unknown[];
  return {
    data_processing_options: [options]
      .flat()
      .slice(0, maxOptions)
      .map(toId)
      .filter((option) => option !== undefined),
    ...(typeof country === 'number' && { data_processing_options_country: country }),
    ...(typeof state === 'number' && { data_processing_options_state: state }),
  };
}

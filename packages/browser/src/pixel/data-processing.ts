import type { DataProcessing } from '@twinbeam/shared';

/** Maps Limited Data Use to the arguments of `fbq('dataProcessingOptions', …)`. Without it, they turn it off. */
export function toDataProcessingArguments([option, ...region]: DataProcessing | [] = []): unknown[] {
  // The library ignores calls with a state above 1000 (California). With zeros, Meta detects the state itself.
  return [option ? [option] : [], ...((region[1] as number) > 1000 ? [0, 0] : region)];
}

import type { ActionSource } from '@twinbeam/shared';

/**
 * Days after which Meta no longer accepts an event, and a sale in a store.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event
 */
export const maxAgeDays = { event: 7, storeSale: 62 };

/** Returns how long Meta accepts an event after it happened, in milliseconds. */
export const toMaxAgeMs = (actionSource: ActionSource): number =>
  (actionSource === 'physical_store' ? maxAgeDays.storeSale : maxAgeDays.event) * 86_400_000;

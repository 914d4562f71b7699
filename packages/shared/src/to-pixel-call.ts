import type { CommonEvent } from './map-event.js';
import type { CustomData } from './meta.js';

/** A call of the Pixel: `fbq(method, pixelId, name, data, {eventID})`. */
export interface PixelCall {
  method: 'trackSingle' | 'trackSingleCustom';
  pixelId: string;
  name: string;
  data: CustomData;
  eventID: string;
}

/** The Pixel's leg of an event. */
export const toCall = (event: CommonEvent, pixelId: string, eventID: string): PixelCall => ({
  method: event.standard ? 'trackSingle' : 'trackSingleCustom',
  pixelId,
  name: event.name,
  data: event.customData,
  eventID,
});

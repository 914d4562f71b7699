import { type MappingResult, type Message, mapPixelCall, type PixelCall, type Settings } from '@twinbeam/shared';
import { type PixelUserData, toPixelUserData } from './to-pixel-user-data.js';

/** A Pixel call, and the user data of its visitor. */
export interface PixelEvent {
  /** Undefined if the site's `beforeSend` drops the call; the server leg is still sent. */
  call: PixelCall | undefined;
  userData: PixelUserData;
}

/** Maps a message to the event of a pixel. */
export type ToPixelEvent = (message: Message, settings: Settings) => MappingResult<PixelEvent>;

/** Maps a message to a Pixel call and its user data. */
export const toPixelEvent: ToPixelEvent = (message, settings) => {
  const mapped = mapPixelCall(message, settings);
  return 'call' in mapped ? { ...mapped, userData: toPixelUserData(message, settings, mapped.userData) } : mapped;
};

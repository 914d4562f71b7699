import {
  createPixelMapper,
  type identifyEvent,
  type MappingResult,
  type Message,
  type PixelCall,
  type Settings,
} from '@twinbeam/shared';
import { type PixelUserData, toPixelUserData } from './to-pixel-user-data.js';

/** A call of the Pixel, and the user data of its visitor. */
export interface PixelEvent {
  /** Undefined where the site drops it: the server's leg goes on. */
  call: PixelCall | undefined;
  userData: PixelUserData;
}

/** Maps a message to what the Pixel is to be told. */
export type ToPixelEvent = (message: Message, settings: Settings) => MappingResult<PixelEvent>;

export type CreatePixelEventMapper = (identify: typeof identifyEvent) => ToPixelEvent;

/**
 * Creates the mapper of the Pixel's leg. In pages it is a file of its own, without which the server's leg goes on.
 *
 * @param identify the first step of the mapping, which the page's script holds already
 */
export const createPixelEventMapper: CreatePixelEventMapper = (identify) => {
  const toPixelCall = createPixelMapper(identify);
  return (message, settings) => {
    const mapped = toPixelCall(message, settings);
    return 'call' in mapped ? { ...mapped, userData: toPixelUserData(message, settings, mapped.userData) } : mapped;
  };
};

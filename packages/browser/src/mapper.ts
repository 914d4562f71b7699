import {
  type EventMessage,
  type Finding,
  hasFailed,
  type Message,
  mapEvent,
  type PixelCall,
  type Settings,
  toCall,
} from '@twinbeam/shared/core-mapper';
import { type PixelUserData, pixelUserData } from './pixel-user-data.js';

/** What the Pixel is told of a message: nothing, when the server would reject it. */
export interface PixelLeg {
  call?: PixelCall | undefined;
  problems: Finding[];
  userData: PixelUserData;
}

/** Maps a message for one pixel. The script of a page loads it apart, while the Pixel's own library loads. */
export type Mapper = (message: Message, settings: Settings) => PixelLeg;

export const mapMessage: Mapper = (message, settings) => {
  const problems: Finding[] = [];
  const event = mapEvent({ type: message.type, message } as EventMessage, settings, { findings: problems });
  return {
    call: hasFailed(problems) ? undefined : toCall(event, settings.pixelId, event.eventId as string),
    problems,
    userData: pixelUserData(message, settings),
  };
};

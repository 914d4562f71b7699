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

/** What the Pixel is told of a message: nothing, when the server would reject it. */
export interface MappedCall {
  call?: PixelCall | undefined;
  problems: Finding[];
}

/** Maps a message of the tracker's for one pixel. */
export function mapMessage(message: Message, settings: Settings): MappedCall {
  const problems: Finding[] = [];
  const event = mapEvent({ type: message.type, message } as EventMessage, settings, { findings: problems });
  return {
    call: hasFailed(problems) ? undefined : toCall(event, settings.pixelId, event.eventId as string),
    problems,
  };
}

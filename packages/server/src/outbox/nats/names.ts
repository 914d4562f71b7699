import { type EventIdentity, toFingerprint } from '../fingerprint.js';

/** Names of the streams, consumers and subjects of an outbox, all below the name of its stream of events. */
export interface Names {
  events: string;
  deadLetters: string;
  pauses: string;
  deadLetterSubjects: string;
  consumer(pixelId: string): string;
  eventSubject(pixelId: string): string;
  /** One for each event, so that its dead letter is found by the subject. */
  deadLetterSubject(event: EventIdentity): string;
  pauseSubject(pixelId: string): string;
}

/** Creates the names; they stay as the first version made them. */
export const createNames = (stream: string): Names => ({
  events: stream,
  deadLetters: `${stream}_DEAD`,
  pauses: `${stream}_HOLDS`,
  deadLetterSubjects: `${stream}.dead.*.*`,
  consumer: (pixelId) => `pixel-${pixelId}`,
  eventSubject: (pixelId) => `${stream}.events.${pixelId}`,
  deadLetterSubject: (event) => `${stream}.dead.${event.pixelId}.${toFingerprint(event)}`,
  pauseSubject: (pixelId) => `${stream}.holds.${pixelId}`,
});

/** Returns the pixel id that ends the subject of an event or a pause. */
export const toPixelId = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1);

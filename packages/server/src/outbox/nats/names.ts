import { type EventIdentity, toFingerprint } from '../fingerprint.js';
import { type Lane, toQueueName } from '../lanes.js';

/** Names of the streams, consumers and subjects of an outbox, all below the name of its stream of events. */
export interface Names {
  events: string;
  quarantine: string;
  /** Returns the stream of a lane. */
  stream(lane: Lane): string;
  deadLetters: string;
  held: string;
  endedHolds: string;
  pauses: string;
  deadLetterSubjects: string;
  consumer(pixelId: string, lane: Lane): string;
  eventSubject(pixelId: string, lane: Lane): string;
  /** Returns the subjects of all pixels and lanes of a stream. */
  eventSubjects(stream: 'events' | 'quarantine'): string;
  /** One for each event, so that its dead letter is found by the subject. */
  deadLetterSubject(event: EventIdentity): string;
  pauseSubject(pixelId: string): string;
  /** One for each hold, by the key of its id. */
  heldSubject(key: string): string;
  endedHoldSubject(key: string): string;
}

/** Creates the names; they stay as the first version made them. */
export const createNames = (stream: string): Names => ({
  events: stream,
  quarantine: `${stream}_QUARANTINE`,
  stream: (lane) => (lane === 'quarantine' ? `${stream}_QUARANTINE` : stream),
  deadLetters: `${stream}_DEAD`,
  held: `${stream}_HELD`,
  endedHolds: `${stream}_SETTLED`,
  pauses: `${stream}_HOLDS`,
  deadLetterSubjects: `${stream}.dead.*.*`,
  consumer: (pixelId, lane) => `pixel-${toQueueName(pixelId, lane)}`,
  eventSubject: (pixelId, lane) =>
    `${stream}.${lane === 'quarantine' ? 'quarantine' : 'events'}.${toQueueName(pixelId, lane)}`,
  eventSubjects: (part) => `${stream}.${part}.*`,
  deadLetterSubject: (event) => `${stream}.dead.${event.pixelId}.${toFingerprint(event)}`,
  pauseSubject: (pixelId) => `${stream}.holds.${pixelId}`,
  heldSubject: (key) => `${stream}.held.${key}`,
  endedHoldSubject: (key) => `${stream}.settled.${key}`,
});

/** Returns what ends a subject: of an event the name of its queue, of a pause the pixel id. */
export const toLastToken = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1);

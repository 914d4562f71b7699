import { type EventIdentity, toFingerprint } from '../fingerprint.js';
import { type Lane, toQueueName } from '../lanes.js';

/**
 * Names of the streams, consumers and subjects of an outbox. All begin with the name of its stream of events, except
 * those of consumers.
 */
export interface Names {
  events: string;
  quarantine: string;
  /** Returns the stream of a lane. */
  stream(lane: Lane): string;
  deadLetters: string;
  held: string;
  endedHolds: string;
  pauses: string;
  withdrawals: string;
  deadLetterSubjects: string;
  consumer(pixelId: string, lane: Lane): string;
  eventSubject(pixelId: string, lane: Lane): string;
  /** Returns the subjects of all pixels and lanes of a stream. */
  eventSubjects(stream: 'events' | 'quarantine'): string;
  /** Returns the subject of an event's dead letter, which is found by it. */
  deadLetterSubject(event: EventIdentity): string;
  /** Returns the subject of a pause, by its key. */
  pauseSubject(key: string): string;
  withdrawalSubject(visitor: string, at: number | '*'): string;
  /** Returns the subject of a hold, by its key. */
  heldSubject(key: string): string;
  endedHoldSubject(key: string): string;
}

/** Creates the names. They stay as the first version chose them. */
export const createNames = (stream: string): Names => ({
  events: stream,
  quarantine: `${stream}_QUARANTINE`,
  stream: (lane) => (lane === 'quarantine' ? `${stream}_QUARANTINE` : stream),
  deadLetters: `${stream}_DEAD`,
  held: `${stream}_HELD`,
  endedHolds: `${stream}_SETTLED`,
  pauses: `${stream}_HOLDS`,
  withdrawals: `${stream}_WITHDRAWN`,
  deadLetterSubjects: `${stream}.dead.*.*`,
  consumer: (pixelId, lane) => `pixel-${toQueueName(pixelId, lane)}`,
  eventSubject: (pixelId, lane) =>
    `${stream}.${lane === 'quarantine' ? 'quarantine' : 'events'}.${toQueueName(pixelId, lane)}`,
  eventSubjects: (part) => `${stream}.${part}.*`,
  deadLetterSubject: (event) => `${stream}.dead.${event.pixelId}.${toFingerprint(event)}`,
  pauseSubject: (key) => `${stream}.holds.${key}`,
  withdrawalSubject: (visitor, at) => `${stream}.withdrawn.${visitor}.${at}`,
  heldSubject: (key) => `${stream}.held.${key}`,
  endedHoldSubject: (key) => `${stream}.settled.${key}`,
});

/** Returns the suffix of a subject: for an event the name of its queue, for a pause its key. */
export const toLastToken = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1);

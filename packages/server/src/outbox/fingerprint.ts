import { hash } from 'node:crypto';
import type { OutboxEvent } from './outbox.js';

/** Fields that identify an event. */
export type EventIdentity = Pick<OutboxEvent, 'pixelId' | 'name' | 'eventId'>;

/** Joins the fields that identify an event into a unique key. */
export const toEventKey = ({ pixelId, name, eventId }: EventIdentity): string =>
  JSON.stringify([pixelId, name, eventId]);

/** 96 bits of the event's key: two of a hundred thousand events share them with a chance of 1 in 10^19. */
export const toFingerprint = (event: EventIdentity): string =>
  hash('sha256', toEventKey(event), 'base64url').slice(0, length);

/** Characters of a fingerprint. */
const length = 16;

/** Splits a text of concatenated fingerprints. */
export const splitFingerprints = (joined: string): string[] =>
  Array.from({ length: joined.length / length }, (_, index) => joined.slice(index * length, (index + 1) * length));

import { hash } from 'node:crypto';
import type { OutboxEvent } from './outbox.js';

/** 96 bits of the pixel, name and id: two of a hundred thousand events share them with a chance of 1 in 10^19. */
export const fingerprintOf = (event: Pick<OutboxEvent, 'pixelId' | 'name' | 'eventId'>): string =>
  hash('sha256', JSON.stringify([event.pixelId, event.name, event.eventId]), 'base64url' as 'base64').slice(0, 16);

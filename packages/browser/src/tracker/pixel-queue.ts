import type { Message } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { PixelLeg } from '../pixel/pixel-leg.js';
import { createEventQueue } from './event-queue.js';

/** Messages for the Pixel's leg, which is loaded when the first event may be sent. */
export interface PixelQueue {
  add(message: Message): void;
  /** Fires the messages that wait, as soon as the leg is there. */
  fire(): void;
  /** Tells the Pixel the visitor's decision, as the consent cookie has it. */
  setConsent(cookieValue: string): void;
  clear(): void;
}

/** A leg in place of one that could not be loaded: nothing waits for it. */
const noPixelLeg: PixelLeg = { fire: () => true, consent: () => undefined };

/** Collaborators of a queue. */
export interface PixelQueueParts {
  /** Loads what the leg needs; resolves with the function that creates it. */
  loadPixelLeg(): Promise<() => PixelLeg>;
  /** Called with each message that the Pixel was not told of, because the server will reject it. */
  onRefused(message: Message): void;
}

/** Creates the queue. */
export function createPixelQueue({ loadPixelLeg, onRefused }: PixelQueueParts): PixelQueue {
  const waiting = createEventQueue<Message>();
  let leg: PixelLeg | undefined;
  let isRequested = false;
  let consent = '';

  const fireAll = () => {
    if (!leg) return;
    leg.consent(consent);
    for (const message of waiting.takeAll()) if (!guard(leg.fire)(message)) onRefused(message);
  };
  const load = async () => {
    const createLeg = await loadPixelLeg().catch(() => () => noPixelLeg);
    // Consent may have been withdrawn while the leg was loading: then nothing of Meta's may be loaded.
    if (/^granted/.test(consent)) leg = createLeg();
    else isRequested = false;
    fireAll();
  };

  return {
    add: waiting.add,
    fire() {
      if (!isRequested) {
        isRequested = true;
        load().catch(console.warn);
      }
      fireAll();
    },
    setConsent(cookieValue) {
      consent = cookieValue;
      fireAll();
    },
    clear: () => void waiting.takeAll(),
  };
}

import type { Message } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { PixelLeg } from '../pixel/pixel-leg.js';
import { createEventQueue } from './event-queue.js';

/** Messages for the Pixel's leg, which is created when the first event may be sent. */
export interface PixelQueue {
  add(message: Message): void;
  /** Fires the messages that wait. */
  fire(): void;
  /** Tells the Pixel the visitor's decision, as the consent cookie has it. */
  setConsent(cookieValue: string): void;
  clear(): void;
}

/** Collaborators of a queue. */
export interface PixelQueueParts {
  /** Looks whether the page has a `fbq` by which it has decided on consent itself. */
  watchPixel(): void;
  /** Creates the leg. Before this nothing of Meta's is in the page. */
  createLeg(): PixelLeg;
  /** Called with each message that the Pixel was not told of, because the server will reject it. */
  onRefused(message: Message): void;
}

/** Creates the queue. */
export function createPixelQueue({ watchPixel, createLeg, onRefused }: PixelQueueParts): PixelQueue {
  const waiting = createEventQueue<Message>();
  let leg: PixelLeg | undefined;
  let isRequested = false;
  let consent = '';

  const fireAll = () => {
    if (!leg) return;
    leg.consent(consent);
    for (const message of waiting.takeAll()) if (!guard(leg.fire)(message)) onRefused(message);
  };
  const begin = guard(() => {
    watchPixel();
    isRequested = /^granted/.test(consent);
    if (isRequested) leg = createLeg();
    fireAll();
  });
  const beginSoon = async () => {
    // A page that withdraws consent at once, as platforms do that correct their default, loads nothing of Meta's.
    await undefined;
    begin();
  };

  return {
    add: waiting.add,
    fire() {
      if (!isRequested) void beginSoon();
      isRequested = true;
      fireAll();
    },
    setConsent(cookieValue) {
      consent = cookieValue;
      fireAll();
    },
    clear: () => void waiting.takeAll(),
  };
}

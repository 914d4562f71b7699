import type { Message } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { PixelLeg } from '../pixel/pixel-leg.js';
import { createEventQueue } from './event-queue.js';

/** Messages for the Pixel's leg, which is created when the first event may be sent. */
export interface PixelQueue {
  add(message: Message): void;
  /** Fires the messages that wait, when the code that runs has ended. */
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

/**
 * Creates the queue. Events are fired in a microtask: the page's own code goes on first, and where it withdraws consent at
 * once, as platforms do that correct their default, neither leg has sent anything, and nothing of Meta's is loaded.
 */
export function createPixelQueue({ watchPixel, createLeg, onRefused }: PixelQueueParts): PixelQueue {
  const waiting = createEventQueue<Message>();
  let leg: PixelLeg | undefined;
  let isBegun = false;
  let isScheduled = false;
  let consent = '';

  const fireAll = () => {
    if (leg) for (const message of waiting.takeAll()) if (!guard(leg.fire)(message)) onRefused(message);
  };
  const begin = guard(() => {
    watchPixel();
    // A leg that cannot be created is not tried again.
    isBegun = /^granted/.test(consent);
    if (isBegun) leg = createLeg();
    leg?.consent(consent);
  });
  const fireSoon = async () => {
    await undefined;
    isScheduled = false;
    if (!isBegun) begin();
    fireAll();
  };

  return {
    add: waiting.add,
    fire() {
      if (!isScheduled) void fireSoon();
      isScheduled = true;
    },
    setConsent(cookieValue) {
      // What waits goes by the decision that it was sent under. A refusal has cleared it.
      fireAll();
      consent = cookieValue;
      leg?.consent(consent);
    },
    clear: () => void waiting.takeAll(),
  };
}

import type { Message } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { PixelLeg } from '../pixel/pixel-leg.js';

/** The queue of messages for the Pixel leg, which is created when the first event may be sent. */
export interface PixelQueue {
  add(message: Message): void;
  /** Fires the messages that wait, when the code that runs has ended. Never rejects. */
  fire(): Promise<void>;
  /** Passes the decision in the consent cookie to the Pixel. */
  consent(cookieValue: string): void;
  clear(): void;
}

/** Collaborators of a queue. */
export interface PixelQueueParts {
  /** Returns whether the visitor has consented: without consent messages wait. */
  hasConsent(): boolean;
  /** Checks whether the page has used its own `fbq` to set consent. */
  watchPixel(): void;
  /** Creates the leg. Until then, nothing from Meta is loaded into the page. */
  createLeg(): PixelLeg;
  /** Called with each message that was not sent to the Pixel because the server will reject it. */
  onRefused(message: Message): void;
}

/**
 * Creates the queue. Events are fired in a microtask, as messages are sent: the page's own code goes on first, and where it
 * withdraws consent at once, as platforms do that correct their default, neither leg has sent anything, and nothing of
 * Meta's is loaded.
 */
export function createPixelQueue({ hasConsent, watchPixel, createLeg, onRefused }: PixelQueueParts): PixelQueue {
  const waiting: Message[] = [];
  let leg: PixelLeg | undefined;
  let isBegun = false;
  let decision = '';

  const begin = guard(() => {
    watchPixel();
    // If the leg cannot be created, there is no second attempt.
    isBegun = hasConsent();
    if (!isBegun) return;
    leg = createLeg();
    watchPixel();
    leg.consent(decision);
  });

  return {
    add: (message) => void waiting.push(message),
    fire: async () => {
      await undefined;
      if (!isBegun) begin();
      // What the page is told of one event may make it withdraw consent to the next.
      while (hasConsent() && waiting[0]) {
        const message = waiting.shift() as Message;
        if (leg && !guard(leg.fire)(message)) onRefused(message);
      }
    },
    consent(cookieValue) {
      decision = cookieValue;
      leg?.consent(decision);
    },
    clear: () => void waiting.splice(0),
  };
}

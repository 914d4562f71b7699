import type { IdentityStore } from '../identity/identity-store.js';
import { guard } from '../page/guard.js';
import type { Reports } from '../reports.js';
import type { ConsentGate } from './consent-gate.js';
import type { CreatedMessage } from './create-message.js';
import type { EventSender } from './event-sender.js';

/** The queue of events that wait for consent, a visible page, or more data about the visitor. */
export interface EventQueue {
  /** Adds an event, and sends it if it need not wait. */
  add(created: CreatedMessage): void;
  /** Sends the queued events, if consent allows it. */
  release(): void;
  clear(): void;
}

/** Looks up more data about the visitor. It is called when events may be sent, which wait until it calls `done`. */
export type CompleteVisitor = (done: () => void, hasConsent: () => boolean) => void;

/** Collaborators of a queue. */
export interface EventQueueParts {
  gate: Pick<ConsentGate, 'state' | 'isOpen' | 'messageContext'>;
  identity: Pick<IdentityStore, 'start'>;
  sender: Pick<EventSender, 'send' | 'fire'>;
  completeVisitor: CompleteVisitor;
  /** Checks whether the page has used its own `fbq` to set consent. */
  watchPixel(): void;
  reports: Pick<Reports, 'emit'>;
}

/** The maximum number of events. */
const maxEvents = 100;

/** Creates the queue. When it has too many events, the oldest is dropped. */
export function createEventQueue({
  gate,
  identity,
  sender,
  completeVisitor,
  watchPixel,
  reports,
}: EventQueueParts): EventQueue {
  const events: CreatedMessage[] = [];
  let isVisitorComplete = false;

  const release = () => {
    watchPixel();
    if (!gate.isOpen()) return;
    identity.start();
    if (!isVisitorComplete) {
      completeVisitor(onVisitorComplete, gate.isOpen);
      return;
    }
    for (const created of events.splice(0)) {
      // A listener may have refused consent when it was told of the event before.
      if (gate.state() !== 'denied') guard(sender.send)(created, gate.messageContext());
    }
    void sender.fire();
  };
  const onVisitorComplete = guard(() => {
    isVisitorComplete = true;
    release();
  });

  return {
    add(created) {
      events.push(created);
      if (events.length > maxEvents) events.shift();
      release();
      if (events[0]) reports.emit({ kind: 'queued', count: events.length });
    },
    release,
    clear: () => void events.splice(0),
  };
}

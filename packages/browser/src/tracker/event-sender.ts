import type { Message } from '@twinbeam/shared';
import { createDelivery, type DeliveryOptions } from '../delivery/delivery.js';
import type { IdentityStore } from '../identity/identity-store.js';
import type { PixelWindow } from '../pixel/fbq.js';
import { createPixelLeg, type PixelLegOptions } from '../pixel/pixel-leg.js';
import type { ToPixelEvent } from '../pixel/to-pixel-event.js';
import type { Reports } from '../reports.js';
import type { CreatedMessage } from './create-message.js';
import { createPixelQueue } from './pixel-queue.js';
import type { PurchaseLog } from './purchase-log.js';

/** Sends messages on both legs. */
export interface EventSender {
  /**
   * Adds the visitor's current data to a message and sends it; drops a purchase that was sent before.
   *
   * @param consent what the message's context says of consent
   */
  send(created: CreatedMessage, consent: object): void;
  /** Fires the Pixel with the queued messages; creates the Pixel leg first if necessary. */
  fire(): Promise<void>;
  /** Tells the Pixel the visitor's decision, as the consent cookie has it, and goes on where it is granted. */
  consent(cookieValue: string): void;
  /** Resolves when the server has responded or cannot be reached. Never rejects. */
  flush(): Promise<unknown>;
  /** Drops all queued messages and the visitor's data. */
  forget(): void;
}

/** The options of both legs. */
export interface EventSenderOptions
  extends PixelLegOptions,
    Pick<DeliveryOptions, 'collectUrl' | 'settingsHash' | 'reportWithdrawal'> {}

/** Collaborators of a sender. */
export interface EventSenderParts {
  identity: IdentityStore;
  purchaseLog: PurchaseLog;
  reports: Reports;
  toPixelEvent: ToPixelEvent;
  /** Returns whether the visitor has consented. */
  hasConsent(): boolean;
  /** Called when the page may have a new `fbq`. */
  watchPixel(): void;
  /** Called after each response of the server, even after `forget`. */
  onResponse(): void;
}

/** Creates the sender of a window. */
export function createEventSender(
  window: PixelWindow & typeof globalThis,
  options: EventSenderOptions,
  { identity, purchaseLog, reports, toPixelEvent, hasConsent, watchPixel, onResponse }: EventSenderParts,
): EventSender {
  // A refused purchase may be sent again once the page's code is fixed.
  const forgetPurchase = ({ messageId }: Message) => purchaseLog.remove(messageId);
  const pixel = createPixelQueue({
    hasConsent,
    watchPixel,
    createLeg: () => createPixelLeg(window, options, toPixelEvent, reports.emit),
    onRefused: forgetPurchase,
  });
  const delivery = createDelivery(window, {
    ...options,
    hasConsent,
    onResponse,
    // The page may send these purchases again.
    onUnaccepted: (messageIds) => messageIds.forEach(purchaseLog.remove),
    onResults(results) {
      for (const result of results) if (result.status === 'rejected') forgetPurchase(result);
      reports.emit({ kind: 'server', results });
    },
  });

  return {
    send({ message, purchaseId }, consent) {
      if (purchaseId && !purchaseLog.add(purchaseId, message.messageId)) {
        return reports.emit({ kind: 'repeated', message });
      }
      const { context, ...visitor } = identity.visitor();
      Object.assign(message, visitor);
      Object.assign(message.context as object, { ...context, ...consent });
      delivery.send(message);
      pixel.add(message);
      // Last, because a listener may refuse consent, which drops the message again.
      reports.emit({ kind: 'event', message });
    },
    fire: pixel.fire,
    consent(cookieValue) {
      void delivery.flush();
      pixel.consent(cookieValue);
    },
    flush: delivery.flush,
    forget() {
      pixel.clear();
      delivery.forget(identity.forget());
    },
  };
}

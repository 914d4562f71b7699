import { type PaymentEvent, signatureHeader, signPayment } from './payments.js';

/** A stand-in for a payment provider: it accepts every card, and notifies the shop with a webhook. */
export interface PaymentProvider {
  /** Calls the shop's webhook. Returns the status of the response. */
  notify(event: Omit<PaymentEvent, 'created'>): Promise<number>;
}

/** @param webhookUrl the URL of the shop's webhook */
export const createPaymentProvider = (secret: string, webhookUrl: string): PaymentProvider => ({
  async notify(event) {
    const body = JSON.stringify({ ...event, created: Math.floor(Date.now() / 1000) });
    const headers = { [signatureHeader]: signPayment(secret, body), 'user-agent': 'PaymentProvider/1.0' };
    return (await fetch(webhookUrl, { method: 'POST', body, headers })).status;
  },
});

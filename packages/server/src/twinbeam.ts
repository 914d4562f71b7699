import type { EventName, GivenMessage, PropertiesOf } from '@twinbeam/shared';
import type { HeldResult } from './accept/held-calls.js';
import type { ForgetOptions } from './accept/match-keys-to-forget.js';
import type { SendResult } from './accept/send-result.js';
import type { SendOptions, TrackOptions } from './accept/track-options.js';
import type { ContentSecurityPolicy, ContentSecurityPolicyOptions } from './http/page/content-security-policy.js';
import type { ScriptTagOptions } from './http/page/script-tag.js';
import type { CloseOptions } from './lifecycle/close.js';
import type { TwinbeamStats } from './monitoring/twinbeam-stats.js';
import type { AccessToken } from './options/pixel-options.js';
import type { DeadLetters, Forgotten } from './outbox/outbox.js';

/**
 * The server leg of a site.
 *
 * @example
 * const twinbeam: Twinbeam = createTwinbeam();
 * process.once('SIGTERM', () => twinbeam.close());
 */
export interface Twinbeam {
  /**
   * Sends an event. Always resolves, once the event is stored or after `storeTimeoutMs` at most; if the event could not
   * be stored, the status is `unavailable`. With `orThrow` it rejects with `OutboxError` instead.
   * @example await twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' }, { identity });
   */
  track<Name extends EventName>(
    event: Name,
    properties?: PropertiesOf<Name>,
    options?: TrackOptions,
  ): Promise<SendResult>;
  /**
   * Sends a message in the shape of RudderStack and Segment. Resolves like `track`; a value that is not a message is
   * `rejected`.
   * @example await twinbeam.send({ type: 'track', event: 'Lead', userId: 'u1', traits: { email: 'ada@example.com' } });
   */
  send(message: GivenMessage, options?: SendOptions): Promise<SendResult>;
  /**
   * Sends an event that `track` holds. Always resolves, like `track`; with `orThrow` it rejects with `OutboxError` if
   * the outbox cannot be reached. The first call of `confirm` or `void` decides; later calls return its outcome.
   *
   * @param id the event id: that of the result of `track`, of an order `purchase.<order id>`
   * @example await twinbeam.confirm(`purchase.${order.id}`);
   */
  confirm(id: string, options?: SendOptions): Promise<HeldResult>;
  /**
   * Forgets an event that `track` holds, such as that of an unpaid order. Resolves like `confirm`. The same event may
   * be held again.
   *
   * @example await twinbeam.void(`purchase.${order.id}`);
   */
  void(id: string, options?: SendOptions): Promise<HeldResult>;
  /**
   * Waits until all events except held ones are sent, at most `timeoutMs` milliseconds (default 5000). Returns whether
   * all are. Rejects with `OutboxError` if the outbox is closed.
   * @example if (!(await twinbeam.flush(2_000))) console.warn('some events are still pending');
   */
  flush(timeoutMs?: number): Promise<boolean>;
  /**
   * Stops within `timeoutMs` milliseconds (default 5000): no more messages are accepted, and requests in flight end or
   * their events are given back. Pending events of a durable outbox stay there for the next start; those of an outbox
   * in memory are sent first, as far as time allows. With `server` it first closes the host's server, in at most half
   * of the time: no new connection is accepted, open ones end with their next response, and the rest are then cut.
   * If `server` is not a server, the rest is closed, and the call rejects with `TwinbeamOptionsError`.
   * @example
   * process.once('SIGTERM', async () => {
   *   await twinbeam.close({ server, timeoutMs: 10_000 });
   *   process.exit(0);
   * });
   */
  close(options?: number | CloseOptions): Promise<void>;
  /**
   * Replaces the token of a pixel (of all, without `pixelId`), and tries it at once. Throws `TwinbeamOptionsError` for
   * an unknown pixel or an invalid token.
   * @example twinbeam.update({ accessToken: await vault.read('meta-token') });
   */
  update(options: { accessToken: AccessToken; pixelId?: string }): void;
  /**
   * Reads how many events are pending, since when, and which pixels are paused. Rejects with `OutboxError` while the
   * outbox's engine cannot be reached or differs from the options; await it before `listen` to fail at the start.
   * @example
   * await twinbeam.stats(); // a wrong URL or password ends the start, not the first sale
   * app.listen(3000);
   */
  stats(): Promise<TwinbeamStats>;
  /**
   * The events that were set aside.
   * @example for (const { id, reason } of await twinbeam.deadLetters.list()) console.log(id, reason);
   */
  deadLetters: DeadLetters;
  /**
   * Deletes the pending, quarantined, held and dead events of a person, found by the hash of any of the values. An
   * event that is being sent at the moment may still reach Meta. Rejects with `TwinbeamOptionsError` for values that no
   * event can have, and with `OutboxError` while the outbox cannot be reached.
   * @example const { pending, deadLetters } = await twinbeam.forget({ email: user.email, externalId: user.id });
   */
  forget(person: ForgetOptions): Promise<Forgotten>;
  /**
   * Returns the elements for a page's head: the script, and a stub that queues calls until the script is loaded.
   * @example res.send(`<head>${twinbeam.scriptTag({ nonce })}</head>`);
   */
  scriptTag(options?: ScriptTagOptions): string;
  /**
   * Returns the directives of a content security policy that the script and Meta's library need, each with its sources,
   * for merging with the page's own.
   * @example
   * app.use((req, res, next) => helmet.contentSecurityPolicy({
   *   directives: twinbeam.contentSecurityPolicy({ nonce: res.locals.nonce }),
   * })(req, res, next));
   */
  contentSecurityPolicy(options?: ContentSecurityPolicyOptions): ContentSecurityPolicy;
}

import type { ScriptTagOptions } from './http/page-script.js';
import type { Identity } from './http/request-identity.js';
import type { TwinRequest, TwinResponse } from './http/routes.js';
import type { PixelOptions } from './options/options.js';
import type { DeadLetters, OutboxStats } from './outbox/outbox.js';
import type { SendResult } from './send.js';

/** What a tracked event is sent with. */
export interface TrackOptions {
  /** Who did it: `req.twinbeam.identity`, now or as it was stored with an order. */
  identity?: Identity;
  userId?: string;
  /** Personal data to match by: `email`, `phone`, `firstName`, `address`, …; hashed before it is stored. */
  traits?: Record<string, unknown>;
  /** The event id, when another leg knows it too. */
  eventId?: string;
  /** When it happened, if not now. */
  timestamp?: Date | string | number;
}

/** The server's leg of a site. */
export interface Twinbeam {
  /**
   * Sends an event. Resolves once it is stored; rejects with `OutboxError` when it could not be.
   * @example await twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' }, { identity });
   */
  track(event: string, properties?: Record<string, unknown>, options?: TrackOptions): Promise<SendResult>;
  /** Sends a message in the shape of RudderStack and Segment. */
  send(message: unknown): Promise<SendResult>;
  /** Waits until everything is sent, at most `timeoutMs` (default 5000). Answers whether it is. */
  flush(timeoutMs?: number): Promise<boolean>;
  /**
   * Stops within `timeoutMs` (default 5000): nothing more is accepted, a request in flight ends or is given back. What
   * waits in a durable outbox stays there for the next start; one in memory is sent first, as far as time allows.
   */
  close(timeoutMs?: number): Promise<void>;
  /** Replaces the token of a pixel (of all, without `pixelId`), and tries it at once. */
  update(options: { accessToken: NonNullable<PixelOptions['accessToken']>; pixelId?: string }): void;
  /**
   * Resolves once events can be stored: at once with an outbox in memory or on disk, when the engine has answered with
   * one elsewhere. Rejects with `OutboxError` when the first attempt fails; it is tried again by itself.
   * @example await twinbeam.ready(); // a wrong address or password ends the start, not the first sale
   */
  ready(): Promise<void>;
  stats(): Promise<TwinbeamStats>;
  deadLetters: DeadLetters;
  /** The elements for a page's head. */
  scriptTag(options?: ScriptTagOptions): string;
  /** What a framework's adapter needs. */
  http: TwinbeamHttp;
}

/** The kit's HTTP side, free of any framework. */
export interface TwinbeamHttp {
  basePath: string;
  maxBytes: number;
  /** Answers a request whose path is `basePath + path`. */
  handle(path: string, request: TwinRequest): Promise<TwinResponse>;
  identity(request: TwinRequest): Identity;
}

export interface TwinbeamStats extends OutboxStats {
  /** Age of the oldest event that waits, in milliseconds. */
  oldestAgeMs?: number;
  /** Pixels to which nothing is sent at the moment, and why. */
  paused: Record<string, string>;
}

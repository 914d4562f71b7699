import { renewalMs } from '../dispatch/shared-pause.js';
import { toTokenHash } from '../dispatch/token-hash.js';
import { TwinbeamOptionsError } from '../options/options-error.js';
import { type ResolvedPixel, resolveOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import { toTime } from './output.js';

/** A pause of a pixel, as commands print it. */
export interface PixelPause {
  pixelId: string;
  /** When the next batch is tried, in milliseconds since 1970. A process that was stopped leaves a time that is past. */
  until: number;
  /** Why, if the pause lasts until somebody corrects the cause; without a reason Meta limits the rate. */
  reason?: string;
  /** Whether Meta has refused another token than the configured one; undefined if that is not known. */
  isOfOtherToken?: boolean;
}

/**
 * Reads the pauses of the configured pixels, and of those that have pending events. That of another token than the
 * configured one is left out once nobody tries that token any more: the token was replaced.
 */
export async function readPauses(outbox: Outbox, configured: readonly ResolvedPixel[]): Promise<PixelPause[]> {
  const ownTokens = new Map(configured.map(({ settings, accessToken }) => [settings.pixelId, accessToken]));
  const pixelIds = new Set([...ownTokens.keys(), ...(await outbox.pixels())]);
  return [...pixelIds].flatMap((pixelId) =>
    outbox.pauses.list(pixelId).flatMap(({ until, reason, tokenHash }) => {
      if (reason === undefined) return until > Date.now() ? [{ pixelId, until }] : [];
      const token = ownTokens.get(pixelId);
      if (typeof token !== 'string' || tokenHash === undefined) return [{ pixelId, until, reason }];
      const isOfOtherToken = toTokenHash(token) !== tokenHash;
      return isOfOtherToken && isLeft(until) ? [] : [{ pixelId, until, reason, isOfOtherToken }];
    }),
  );
}

/** Returns whether no process tries again any more: one that is paused does, and so renews its pause. */
const isLeft = (until: number): boolean => until + renewalMs < Date.now();

/** Returns the pixels of the environment; none if it does not configure them. */
export function readConfiguredPixels(): readonly ResolvedPixel[] {
  try {
    return resolveOptions({ mode: 'live', outbox: 'memory:' }).pixels;
  } catch (error) {
    if (error instanceof TwinbeamOptionsError) return [];
    throw error;
  }
}

/** Returns a pause as a sentence or two. */
export function toPauseText({ pixelId, until, reason, isOfOtherToken }: PixelPause): string {
  if (reason === undefined) return `Pixel ${pixelId} waits until ${toTime(until)}, because Meta limits its requests.`;
  const cause = reason.replace(/\.$/, '');
  if (isLeft(until)) return `Pixel ${pixelId} was paused: ${cause}. No process has tried again since ${toTime(until)}.`;
  const text = `Pixel ${pixelId} is paused: ${cause}.`;
  if (!isOfOtherToken) return text;
  return `${text} Meta refused another token than the one configured here: restart the processes that still have it.`;
}

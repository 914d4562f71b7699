import * as v from 'valibot';
import { TwinbeamOptionsError } from '../options/options-error.js';
import { type AccessToken, accessTokenRule, accessTokenSchema } from '../options/pixel-options.js';
import type { ResolvedPixel } from '../options/resolve-options.js';
import { toTokenHash } from './token-hash.js';

/** The access token of each pixel; tokens can be replaced while events are sent. */
export interface PixelTokens {
  /** Reads the current token of a pixel. */
  read(pixelId: string): Promise<string>;
  /**
   * Returns a short hash of a pixel's token, which does not reveal it: of the last one that a function has returned;
   * undefined before that.
   */
  readHash(pixelId: string): string | undefined;
  /**
   * Replaces the token of a pixel, or of all. Returns the ids of these pixels. Throws `TwinbeamOptionsError` for an
   * unknown pixel or an invalid token.
   */
  replace(accessToken: AccessToken | undefined, pixelId?: string): string[];
}

const heading = 'The token is not replaced:';

export function createPixelTokens(pixels: readonly ResolvedPixel[]): PixelTokens {
  const tokens = new Map(pixels.map(({ settings, accessToken }) => [settings.pixelId, accessToken]));
  const lastRead = new Map<string, string>();
  return {
    async read(pixelId) {
      const given = tokens.get(pixelId) ?? '';
      const token = typeof given === 'function' ? await given() : given;
      lastRead.set(pixelId, token);
      return token;
    },
    readHash(pixelId) {
      const given = tokens.get(pixelId);
      const token = typeof given === 'string' ? given : lastRead.get(pixelId);
      return token === undefined ? undefined : toTokenHash(token);
    },
    replace(accessToken, pixelId) {
      const { success, output } = v.safeParse(accessTokenSchema, accessToken);
      if (!success) throw new TwinbeamOptionsError([`accessToken ${accessTokenRule}`], heading);
      const known = [...tokens.keys()];
      if (pixelId !== undefined && !tokens.has(pixelId)) {
        throw new TwinbeamOptionsError(
          [`pixelId names no pixel of this instance, which knows ${known.join(', ')}.`],
          heading,
        );
      }
      const replaced = pixelId === undefined ? known : [pixelId];
      for (const id of replaced) tokens.set(id, output);
      return replaced;
    },
  };
}

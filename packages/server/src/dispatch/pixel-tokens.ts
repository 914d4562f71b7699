import * as v from 'valibot';
import { TwinbeamOptionsError } from '../options/options-error.js';
import { type AccessToken, accessTokenRule, accessTokenSchema } from '../options/pixel-options.js';
import type { ResolvedPixel } from '../options/resolve-options.js';

/** The access token of each pixel; tokens can be replaced while events are sent. */
export interface PixelTokens {
  /** Reads the current token of a pixel. */
  read(pixelId: string): string | Promise<string>;
  /**
   * Replaces the token of a pixel, or of all. Returns the ids of these pixels. Throws `TwinbeamOptionsError` for an
   * unknown pixel or an invalid token.
   */
  replace(accessToken: AccessToken | undefined, pixelId?: string): string[];
}

const heading = 'The token is not replaced:';

export function createPixelTokens(pixels: readonly ResolvedPixel[]): PixelTokens {
  const tokens = new Map(pixels.map(({ settings, accessToken }) => [settings.pixelId, accessToken]));
  return {
    read(pixelId) {
      const token = tokens.get(pixelId) ?? '';
      return typeof token === 'function' ? token() : token;
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

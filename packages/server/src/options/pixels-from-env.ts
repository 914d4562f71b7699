import { type Fields, isFields } from '@twinbeam/shared';

/** The variable that lists several pixels, for processes configured only by the environment. */
export const pixelsVariable = 'TWINBEAM_PIXELS';

/**
 * Reads several pixels from the environment: a list in JSON, each with its token and settings.
 *
 * @param problems gets a sentence if the text is not such a list; it does not quote the text, which contains tokens
 */
export function readPixelsFromEnv(env: Record<string, string | undefined>, problems: string[]): Fields[] | undefined {
  const text = env[pixelsVariable];
  if (!text) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every(isFields)) return list;
  } catch {
    // The error of the parser would quote the text.
  }
  problems.push(`${pixelsVariable} must be a list in JSON, such as [{"pixelId":"1","accessToken":"…"}].`);
  return undefined;
}

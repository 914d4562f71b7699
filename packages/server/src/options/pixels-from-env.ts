import { type Fields, isFields } from '@twinbeam/shared';

/** The variable that names several pixels, for processes that are configured by the environment alone. */
const variable = 'TWINBEAM_PIXELS';

/**
 * Reads several pixels of the environment: a list in JSON, each with its token and settings.
 *
 * @param problems gets a sentence about a text that is no such list; it does not quote the text, which has tokens
 */
export function readPixelsFromEnv(env: Record<string, string | undefined>, problems: string[]): Fields[] | undefined {
  const text = env[variable];
  if (!text) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every(isFields)) return list;
  } catch {
    // Its message would quote the text.
  }
  problems.push(`${variable} must be a list in JSON, such as [{"pixelId":"1","accessToken":"…"}].`);
  return undefined;
}

import type { FetchResponse } from './http.js';

/** Number of bytes of a response that are read; Graph's responses have a few hundred. */
export const maxResponseBytes = 65_536;

/** Reads the body of a response. If the body is longer, closes the connection and returns undefined. */
export async function readText(response: FetchResponse): Promise<string | undefined> {
  if (!response.body) {
    const text = await response.text();
    return Buffer.byteLength(text) > maxResponseBytes ? undefined : text;
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

import type { FetchResponse } from './http.js';

/** Bytes of a response that are read; Graph's have some hundred. */
export const maxResponseBytes = 65_536;

/** Reads the body of a response; undefined for a longer one, whose connection is closed. */
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

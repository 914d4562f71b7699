import type { Settings } from '@twinbeam/shared';
import { toMetaName } from '../mapping/meta-name.js';

/**
 * Creates a check whether a pixel's event is in a list. It compares Meta's names, so that a page cannot send the event
 * under another name that means the same.
 */
export function createNameCheck(pixels: readonly Settings[], listed: readonly string[]) {
  const names = new Map(
    pixels.map((settings) => [settings.pixelId, new Set(listed.map((event) => toMetaName(event, settings)))]),
  );
  return (pixelId: string, name: string): boolean => names.get(pixelId)?.has(name) ?? false;
}

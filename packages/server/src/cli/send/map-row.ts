import type { Settings } from '@twinbeam/shared';
import { type MappedMessage, mapForStore } from '../../accept/map-for-store.js';
import { noMemo } from '../../mapping/mapping-memo.js';

/** Maps the message of a row like `send`, but stores nothing. */
export const mapRow = (message: Record<string, unknown>, pixels: readonly Settings[], now: number): MappedMessage =>
  mapForStore(message, {
    pixels,
    now,
    live: false,
    source: 'server',
    createId: () => '',
    isServerOnly: () => false,
    isTaken: () => true,
    memo: noMemo,
  });

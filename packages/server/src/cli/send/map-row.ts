import type { Settings } from '@twinbeam/shared';
import { type MappedMessage, mapForStore } from '../../accept/map-for-store.js';
import { noMemo } from '../../mapping/mapping-memo.js';
import type { RowResult } from './send-rows.js';

/** The mapped message of a row. Nothing is stored, so no row is unavailable. */
type MappedRow = MappedMessage & { result: RowResult };

/** Maps the message of a row like `send`, but stores nothing. */
export const mapRow = (message: Record<string, unknown>, pixels: readonly Settings[], now: number): MappedRow =>
  mapForStore(message, {
    pixels,
    now,
    live: false,
    source: 'server',
    createId: () => '',
    isServerOnly: () => false,
    isTaken: () => true,
    memo: noMemo,
  }) as MappedRow;

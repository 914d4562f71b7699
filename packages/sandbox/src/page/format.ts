import { formatDuration } from './parts/format.js';

/** Formats a share, from 0 to 1, as a percentage. */
export const formatShare = (share: number | undefined): string =>
  share === undefined ? '–' : `${Math.round(share * 100)} %`;

/** Formats the time from the browser's event to the server's. */
export const formatDelay = (ms: number): string =>
  `${formatDuration(Math.abs(ms))} ${ms < 0 ? 'before' : 'after'} the browser`;

/** Formats a value of an event: strings unchanged, everything else as JSON. */
export const formatValue = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

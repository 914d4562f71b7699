/** Formats a time of day with milliseconds. */
export const formatTime = (ms: number): string =>
  new Date(ms).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });

/** Formats a time of day without milliseconds. */
export const formatClock = (ms: number): string => new Date(ms).toLocaleTimeString([], { hourCycle: 'h23' });

export const formatCount = (count: number): string => count.toLocaleString('en');
export const formatShare = (share: number | undefined): string =>
  share === undefined ? '–' : `${Math.round(share * 100)}%`;

/** Formats a length of time with its unit. */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** Formats the time from the browser's event to the server's. */
export const formatDelay = (ms: number): string =>
  `${formatDuration(Math.abs(ms))} ${ms < 0 ? 'before' : 'after'} the browser`;

/** Formats a value of an event: text as it is, everything else as JSON. */
export const formatValue = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

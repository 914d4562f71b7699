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

/** Formats a duration with its unit. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

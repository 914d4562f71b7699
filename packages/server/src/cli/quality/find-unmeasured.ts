import type { EventQuality } from './event-quality.js';

/** The figures that have a threshold, with the command line option that sets it. */
const figures = {
  matchQuality: { name: 'match quality', option: '--min-quality' },
  coverage: { name: 'coverage', option: '--min-coverage' },
} as const;

/** A figure that has a threshold. */
export type MeasuredFigure = keyof typeof figures;

/**
 * Returns a text that names the events for which Meta lacks the figure that a threshold applies to, or undefined.
 * Without `names`, one event that has the figure is enough: events that only the server sends never have a coverage.
 */
export function findUnmeasured(
  { pixelId, events }: { pixelId: string; events: readonly EventQuality[] },
  figure: MeasuredFigure,
  names: readonly string[] | undefined,
): string | undefined {
  const measured = events.filter((event) => event[figure] !== undefined).map(({ event }) => event);
  const missing = names?.filter((name) => !measured.includes(name)) ?? (measured.length > 0 ? [] : ['any event']);
  if (missing.length === 0) return undefined;
  const { name, option } = figures[figure];
  return `${option} has nothing to compare: Meta has no ${name} of ${missing.join(', ')} for pixel ${pixelId} in the last seven days.`;
}

import type { EventQuality } from './event-quality.js';

/** Thresholds of the command line, by the figure that each is compared with. */
const figures = {
  matchQuality: { name: 'match quality', option: '--min-quality' },
  coverage: { name: 'coverage', option: '--min-coverage' },
} as const;

/** A figure that has a threshold. */
export type MeasuredFigure = keyof typeof figures;

/**
 * Says which events have no figure that a threshold could be compared with, or returns undefined. Of events that are not
 * named one with the figure is enough: events of the server alone never have a coverage.
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
  return `${option} has nothing to compare: Meta has no ${name} of ${missing.join(', ')} of pixel ${pixelId} in the last seven days.`;
}

/** Describes what was thrown for a log, by its kind and place: its text may hold personal data. */
export function describeThrown(thrown: unknown): { error: string; at: string } {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: '' };
  const frame = /^ +at .{1,300}$/m.exec(thrown.stack ?? '')?.[0].trim() ?? '';
  return { error: thrown.name, at: frame };
}

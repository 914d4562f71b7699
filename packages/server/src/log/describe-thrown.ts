/** Describes a thrown value for the log by its type and location only: its message may contain personal data. */
export function describeThrown(thrown: unknown): { error: string; at: string } {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: '' };
  const frame = /^ +at .{1,300}$/m.exec(thrown.stack ?? '')?.[0].trim() ?? '';
  return { error: thrown.name, at: frame };
}

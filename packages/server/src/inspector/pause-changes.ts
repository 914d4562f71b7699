/** A pause of a pixel that has begun, has another reason, or has ended; then it has no reason. */
export interface PauseChange {
  pixelId: string;
  reason?: string;
}

/** Creates a function that returns what has changed in the pauses since it was called before, at first all of them. */
export function createPauseChanges(readReason: (pixelId: string) => string | undefined, pixelIds: readonly string[]) {
  const known = new Map<string, string>();
  return (): PauseChange[] =>
    pixelIds.flatMap((pixelId) => {
      const reason = readReason(pixelId);
      if (reason === known.get(pixelId)) return [];
      if (reason === undefined) {
        known.delete(pixelId);
        return [{ pixelId }];
      }
      known.set(pixelId, reason);
      return [{ pixelId, reason }];
    });
}

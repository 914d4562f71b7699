export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a condition holds. Returns how long that took, in milliseconds; throws if it takes too long. */
export async function waitFor(isReached: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<number> {
  const startedAt = performance.now();
  while (!(await isReached())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`Not within ${limitMs} ms: ${isReached}`);
    await wait(10);
  }
  return Math.round(performance.now() - startedAt);
}

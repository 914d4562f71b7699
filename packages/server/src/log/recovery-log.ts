/** Logs when something works again whose failures were logged. */
export interface RecoveryLog {
  failed(): void;
  succeeded(): void;
}

/** @param log called after the first success, with the time since the first failure in milliseconds */
export function createRecoveryLog(log: (afterMs: number) => void): RecoveryLog {
  let failedAt: number | undefined;
  return {
    failed() {
      failedAt ??= performance.now();
    },
    succeeded() {
      if (failedAt === undefined) return;
      log(Math.round(performance.now() - failedAt));
      failedAt = undefined;
    },
  };
}

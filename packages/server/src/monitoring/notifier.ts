import type { Logger } from '../log/logger.js';
import type { Outbox } from '../outbox/outbox.js';
import { isOutboxFull } from './health-state.js';
import type { TwinbeamStats } from './twinbeam-stats.js';

/** Notifies a person by a webhook of problems that need attention. */
export interface Notifier {
  close(): void;
}

export interface NotifierOptions {
  url: string;
  /** Interval in milliseconds. */
  checkMs: number;
  outbox: Pick<Outbox, 'checkWritable'>;
  readStats(): Promise<TwinbeamStats>;
  /** Returns how many events Meta has confirmed since the start. */
  readSent(): number;
  logger: Pick<Logger, 'warn'>;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** The body of a request to the webhook. */
interface Notice {
  problem: 'pixel-paused' | 'outbox-nearly-full' | 'nothing-sent';
  state: 'begun' | 'ended';
  pixelId?: string;
  /** A sentence that chat services show. */
  text: string;
  /** ISO 8601. */
  time: string;
}

/** A state that a person must know of. */
type Alert = Pick<Notice, 'problem' | 'pixelId' | 'text'>;

const hour = 3_600_000;
/** Time limit of a request, in milliseconds. */
const timeoutMs = 10_000;

/**
 * Checks the state at intervals, and calls the webhook once when a problem begins and once when it ends. A failed call
 * is repeated at the next check.
 */
export function startNotifier({ url, checkMs, outbox, readStats, readSent, logger, now }: NotifierOptions): Notifier {
  let sent = { count: 0, at: Number.NEGATIVE_INFINITY };
  /** The alerts of which the webhook knows. */
  const begun = new Map<string, Alert>();
  let isChecking = false;

  const notify = async (alert: Alert, state: Notice['state']): Promise<boolean> => {
    const notice: Notice = { ...alert, state, time: new Date(now()).toISOString() };
    if (state === 'ended') notice.text = `It is over: ${alert.text}`;
    const failure = await post(url, notice);
    // Only the host is logged, because the path of a webhook URL is a secret.
    if (failure)
      logger.warn({ host: new URL(url).host, problem: notice.problem, failure }, 'the webhook of notify failed');
    return !failure;
  };
  const check = async (): Promise<void> => {
    // If the engine cannot be reached, this throws: that is logged elsewhere, and health reports it.
    const stats = await readStats();
    if (readSent() !== sent.count) sent = { count: readSent(), at: now() };
    const alerts = await findAlerts(outbox, stats, now() - sent.at > hour);
    for (const [key, alert] of alerts) {
      if (!begun.has(key) && (await notify(alert, 'begun'))) begun.set(key, alert);
    }
    for (const [key, alert] of begun) {
      if (!alerts.has(key) && (await notify(alert, 'ended'))) begun.delete(key);
    }
  };
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    check()
      .catch(() => undefined)
      .finally(() => {
        isChecking = false;
      });
  }, checkMs).unref();
  return { close: () => clearInterval(timer) };
}

async function findAlerts(
  outbox: Pick<Outbox, 'checkWritable'>,
  stats: TwinbeamStats,
  isIdle: boolean,
): Promise<Map<string, Alert>> {
  const alerts = new Map<string, Alert>();
  for (const [pixelId, reason] of Object.entries(stats.paused)) {
    const text = `Nothing is sent to pixel ${pixelId}: ${reason}`;
    alerts.set(`paused ${pixelId}`, { problem: 'pixel-paused', pixelId, text });
  }
  if (await isOutboxFull(outbox)) {
    const text = `The outbox is nearly full: ${stats.pending} events are pending. Events of pages are refused, those of server code still fit.`;
    alerts.set('full', { problem: 'outbox-nearly-full', text });
  }
  if (isIdle && (stats.oldestAgeMs ?? 0) > hour) {
    const text = `Nothing was sent for an hour: ${stats.pending} events are pending.`;
    alerts.set('nothing sent', { problem: 'nothing-sent', text });
  }
  return alerts;
}

/** Calls the webhook. Returns the reason if that failed. */
async function post(url: string, notice: Notice): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(notice),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `it responded with ${response.status}`;
  } catch (error) {
    // Only the name: texts of connection errors quote the URL.
    return (error as Error).name;
  }
}

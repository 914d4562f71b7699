import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Tells whether this process is too busy to accept more requests. */
export interface LoadGauge {
  /**
   * Returns whether to refuse a request: the busier the process, the more requests, and all of them at twice the limit.
   */
  isOverloaded(): boolean;
  close(): void;
}

/** Measures the mean delay of the event loop since the last reading. */
export interface DelayMonitor {
  /** @param elapsedMs the time since the last reading */
  readMs(elapsedMs: number): number;
  close(): void;
}

export interface LoadGaugeOptions {
  /** The delay above which requests are refused, in milliseconds. */
  maxDelayMs: number;
  createMonitor?: () => DelayMonitor;
  /** A monotonic clock, in milliseconds. */
  now?: () => number;
  random?: () => number;
}

/** Interval between readings, in milliseconds. */
const readEveryMs = 200;
/** Sampling interval of the monitor, in milliseconds. */
const resolution = 20;

/** Creates the gauge. It starts to measure at the first request, because measuring wakes an idle process. */
export function createLoadGauge({
  maxDelayMs,
  createMonitor = createDelayMonitor,
  now = () => performance.now(),
  random = Math.random,
}: LoadGaugeOptions): LoadGauge {
  let monitor: DelayMonitor | undefined;
  let delayMs = 0;
  let readAt = now();
  return {
    isOverloaded() {
      if (!monitor) {
        monitor = createMonitor();
        readAt = now();
      }
      const elapsedMs = now() - readAt;
      if (elapsedMs >= readEveryMs) {
        delayMs = monitor.readMs(elapsedMs);
        readAt += elapsedMs;
      }
      return random() < delayMs / maxDelayMs - 1;
    },
    close: () => monitor?.close(),
  };
}

function createDelayMonitor(): DelayMonitor {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return {
    readMs(elapsedMs) {
      const { count, mean } = histogram;
      histogram.reset();
      // Without a sample, the event loop has not turned since the last reading.
      if (count === 0) return elapsedMs;
      return Math.max(0, mean / 1e6 - resolution);
    },
    close: () => void histogram.disable(),
  };
}

import { describe, expect, it } from 'vitest';
import { createLoadGauge } from './load-gauge.js';

describe('the load gauge', () => {
  it('notices an event loop that has not turned since the last reading', () => {
    let time = 0;
    const gauge = createLoadGauge({ maxDelayMs: 200, now: () => time, random: () => 0 });
    expect(gauge.isOverloaded()).toBe(false);
    // The event loop does not turn during this test.
    time = 201;
    expect(gauge.isOverloaded()).toBe(true);
    gauge.close();
  });

  it('does not count idle time between requests as a delay', async () => {
    let time = 0;
    const gauge = createLoadGauge({ maxDelayMs: 60_000, now: () => time, random: () => 0 });
    gauge.isOverloaded();
    // The event loop turns meanwhile, and its delay is measured.
    await new Promise((resolve) => setTimeout(resolve, 200));
    time = 3_600_000;
    expect(gauge.isOverloaded()).toBe(false);
    gauge.close();
  });

  it('does not count idle time before the first request as a delay', () => {
    let time = 0;
    const gauge = createLoadGauge({ maxDelayMs: 200, now: () => time, random: () => 0 });
    time = 3_600_000;
    expect(gauge.isOverloaded()).toBe(false);
    gauge.close();
  });

  it('refuses a share of the requests that grows with the delay, all at twice the limit', () => {
    const refusedShares = [200, 300, 400].map((delayMs) => {
      let time = 0;
      let draw = 0;
      const gauge = createLoadGauge({
        maxDelayMs: 200,
        createMonitor: () => ({ readMs: () => delayMs, close: () => undefined }),
        now: () => time,
        random: () => (draw++ % 10) / 10,
      });
      gauge.isOverloaded();
      time = 1_000;
      const refused = Array.from({ length: 10 }, () => gauge.isOverloaded()).filter(Boolean);
      return refused.length / 10;
    });
    expect(refusedShares).toEqual([0, 0.5, 1]);
  });
});

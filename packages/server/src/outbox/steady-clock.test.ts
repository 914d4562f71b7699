import { describe, expect, it } from 'vitest';
import { createSteadyClock } from './steady-clock.js';

const hour = 3_600_000;

/** A system clock and a monotonic one, which pass together, and of which the first can be set. */
function createClocks() {
  let passed = 0;
  let set = 1_800_000_000_000;
  return {
    pass(ms: number) {
      passed += ms;
    },
    set(ms: number) {
      set += ms;
    },
    now: () => set + passed,
    monotonic: () => passed,
  };
}

describe('a steady clock', () => {
  it.each([
    ['back', -hour],
    ['ahead', 8 * 24 * hour],
  ])('goes on when the system clock is set %s', (_name, jump) => {
    const clocks = createClocks();
    const clock = createSteadyClock(clocks);
    const start = clock.now();
    clocks.pass(500);
    clocks.set(jump);
    expect(clock.now() - start).toBe(500);
    clocks.pass(60_000);
    expect(clock.now() - start).toBe(60_500);
    // What a caller reckons by the system clock is as far away as it was meant to be.
    expect(clock.fromSystem(clocks.now() + 1_000)).toBe(clock.now() + 1_000);
    expect(clock.toSystem(clock.now())).toBe(clocks.now());
  });

  it('never goes back, and follows small corrections', () => {
    const clocks = createClocks();
    const clock = createSteadyClock(clocks);
    const start = clock.now();
    clocks.pass(1_000);
    clock.now();
    clocks.set(-400);
    expect(clock.now() - start).toBe(1_000);
    clocks.pass(1_000);
    expect(clock.now() - start).toBe(1_600);
  });

  it('begins no earlier than it has been, by another offset', () => {
    const clocks = createClocks();
    const before = createSteadyClock(clocks).now();
    clocks.set(-hour);
    const clock = createSteadyClock({ ...clocks, startsAt: before });
    expect(clock.now()).toBe(before);
    expect(clock.offsetMs()).toBe(hour);
    expect(createSteadyClock({ ...clocks, offsetMs: clock.offsetMs(), startsAt: before }).offsetMs()).toBe(hour);
  });

  it('believes a clock of a test that goes ahead, and not one that goes back', () => {
    let time = 1_800_000_000_000;
    const clock = createSteadyClock({ now: () => time });
    const start = clock.now();
    time += 8 * 24 * hour;
    expect(clock.now() - start).toBe(8 * 24 * hour);
    time -= hour;
    expect(clock.now() - start).toBe(8 * 24 * hour);
    time += 5;
    expect(clock.now() - start).toBe(8 * 24 * hour + 5);
  });
});

import { setTimeout } from 'node:timers/promises';

/**
 * Keeps so many calls in flight, for so many milliseconds or until so many have begun. How many end in a second, and how
 * long each takes, in milliseconds.
 */
export async function keepInFlight(width, { ms = Number.POSITIVE_INFINITY, calls = Number.POSITIVE_INFINITY }, call) {
  const times = [];
  const start = performance.now();
  let left = calls;
  const lane = async () => {
    for (let began = performance.now(); began < start + ms && left-- > 0; began = performance.now()) {
      await call();
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return { perSecond: (times.length * 1000) / (performance.now() - start), times };
}

/**
 * Begins so many calls a second for so long, however long they take: visitors do not wait for each other. A call's time
 * counts from when it was due, so that one that had to wait for its turn is not flattered.
 */
export async function keepRate(perSecond, ms, call) {
  const times = [];
  const calls = [];
  const total = Math.floor((perSecond * ms) / 1000);
  const start = performance.now();
  while (calls.length < total) {
    const due = Math.min(total, ((performance.now() - start) * perSecond) / 1000);
    while (calls.length < due) {
      const dueAt = start + (calls.length * 1000) / perSecond;
      calls.push(call().then(() => times.push(performance.now() - dueAt)));
    }
    await setTimeout(1);
  }
  await Promise.all(calls);
  return { perSecond: (times.length * 1000) / (performance.now() - start), times };
}

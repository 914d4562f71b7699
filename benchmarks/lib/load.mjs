import { setTimeout } from 'node:timers/promises';

/**
 * Keeps `width` calls in flight, for `ms` milliseconds or until `calls` have started. Returns the number of calls that
 * end per second, and the time of each in milliseconds.
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
 * Starts `perSecond` calls per second for `ms` milliseconds, however long they take: visitors do not wait for each
 * other. The time of a call is measured from the moment when it was due.
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

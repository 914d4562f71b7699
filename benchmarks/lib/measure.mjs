import { toSummary } from './summary.mjs';

/** Calls between two reads of the clock: few enough to end a slice in time, enough to make the reads cheap. */
const batch = 20;

/**
 * Measures the microseconds of CPU time per call of each contender: the median of several rounds, in which all take turns,
 * so that a slow moment of the machine affects all, and the fastest round. `run` is called with a sequence number.
 */
export function measure(contenders, { rounds, sliceMs }) {
  const times = contenders.map(() => []);
  for (const { run } of contenders) timeSlice(run, sliceMs); // Warms up the compiler.
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) times[index].push(timeSlice(run, sliceMs));
  }
  return contenders.map((contender, index) => {
    const { median: microseconds, spread } = toSummary(times[index]);
    return { ...contender, microseconds, fastest: Math.min(...times[index]), spread };
  });
}

function timeSlice(run, sliceMs) {
  let calls = 0;
  let elapsed = 0;
  let last;
  const start = performance.now();
  const startCpu = process.cpuUsage();
  while (elapsed < sliceMs) {
    for (let call = 0; call < batch; call++) last = run(calls++);
    elapsed = performance.now() - start;
  }
  const { user, system } = process.cpuUsage(startCpu);
  // The result is used, so that the compiler cannot skip the work.
  if (!last) throw new Error('A contender made nothing.');
  return (user + system) / calls;
}

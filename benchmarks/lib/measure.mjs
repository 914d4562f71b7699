import { toSummary } from './summary.mjs';

/** So few calls between two looks at the clock that a slice ends in time, so many that the looks cost nothing. */
const batch = 20;

/**
 * Microseconds a call of each contender: the median of several rounds, in which all take their turns, so that
 * what slows the machine for a while slows all. `run` is called with a running number.
 */
export function measure(contenders, { rounds, sliceMs }) {
  const times = contenders.map(() => []);
  for (const { run } of contenders) timeSlice(run, sliceMs); // The compiler's turn.
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) times[index].push(timeSlice(run, sliceMs));
  }
  return contenders.map((contender, index) => {
    const { median: microseconds, spread } = toSummary(times[index]);
    return { ...contender, microseconds, spread };
  });
}

function timeSlice(run, sliceMs) {
  let calls = 0;
  let elapsed = 0;
  let last;
  const start = performance.now();
  while (elapsed < sliceMs) {
    for (let call = 0; call < batch; call++) last = run(calls++);
    elapsed = performance.now() - start;
  }
  // Using the result keeps the compiler from leaving the work out.
  if (!last) throw new Error('A contender made nothing.');
  return (elapsed * 1000) / calls;
}

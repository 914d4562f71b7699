// Preloaded into a process to make its system clock wrong: `CLOCK_AHEAD_MS` from the start, and `CLOCK_JUMP_MS` more at
// each SIGUSR2. Monotonic clocks (`performance.now`, timers) are not changed.
const { now } = Date;
let aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
Date.now = () => now() + aheadMs;
process.on('SIGUSR2', () => {
  aheadMs += Number(process.env.CLOCK_JUMP_MS ?? 0);
  process.stdout.write('set\n');
});

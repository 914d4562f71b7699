import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** Runs the benchmark `flood` for two seconds, and checks its counts, not its times. */

interface Flood {
  addresses: number;
  statuses: Record<string, number>;
  acknowledged: number;
  lost: number;
}

const program = fileURLToPath(new URL('../../../benchmarks/flood.mjs', import.meta.url));

describe('a flood while Graph is down', () => {
  it('loses no acknowledged event, and accepts no more than the limits', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, '2', '--json']);
    const floods: Flood[] = JSON.parse(stdout);
    expect(floods.map(({ addresses }) => addresses)).toEqual([0, 1, 200]);
    const [, one, many] = floods as [Flood, Flood, Flood];
    for (const { statuses, acknowledged, lost } of [one, many]) {
      expect(acknowledged).toBe(statuses[202]);
      expect(acknowledged).toBeGreaterThan(0);
      expect(lost).toBe(0);
      // A busy process refuses requests with 503.
      for (const status of Object.keys(statuses)) expect(['202', '429', '503']).toContain(status);
    }
    // The two seconds fall into at most two windows of the limit.
    expect(one.acknowledged).toBeLessThanOrEqual(2 * 1_000);
  }, 180_000);
});

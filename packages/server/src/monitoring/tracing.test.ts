import { expect, it } from 'vitest';
import { createTracing } from './tracing.js';

it('runs everything without spans if the host has no OpenTelemetry', async () => {
  const tracing = createTracing(async () => undefined);
  await Promise.resolve();
  expect(await tracing.run('a', {}, async () => 1)).toBe(1);
  await expect(tracing.run('a', {}, () => Promise.reject(new Error('b')))).rejects.toThrow('b');
});

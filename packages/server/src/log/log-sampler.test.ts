import { expect, it } from 'vitest';
import { createLogSampler } from './log-sampler.js';

it('does not let warnings, which strangers can cause, crowd out errors', () => {
  const lines: string[] = [];
  const log = (_data: object, text: string) => void lines.push(text);
  const sampler = createLogSampler({ info: log, warn: log, error: log }, 3);
  for (let key = 0; key < 10; key++) sampler.log('warn', `rejected ${key}`, {}, 'message rejected');
  sampler.log('error', 'unavailable full', {}, 'event not stored');
  expect(lines).toEqual(['message rejected', 'message rejected', 'message rejected', 'event not stored']);
  sampler.close();
});

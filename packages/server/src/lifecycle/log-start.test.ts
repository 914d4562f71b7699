import { expect, it } from 'vitest';
import { resolveOptions } from '../options/resolve-options.js';
import { logStart } from './log-start.js';

it('warns of a misspelt variable, without its value', () => {
  const lines: unknown[] = [];
  const log = (...line: unknown[]) => void lines.push(line);
  const options = resolveOptions({ pixelId: '1', accessToken: 't', outbox: 'memory:' }, {});
  logStart({ info: () => undefined, warn: log, error: log }, options, { TWINBEAM_SECRETT: 'of-the-shop' });
  expect(lines).toEqual([[{}, 'The variable TWINBEAM_SECRETT has no effect: is TWINBEAM_SECRET meant?']]);
});

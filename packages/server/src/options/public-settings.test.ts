import type { Settings } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { toPublicSettings } from './public-settings.js';

it('pages get no test codes, and everything else', () => {
  const action = { when: { event: 'Trial' }, event: 'StartTrial', dataProcessingOptions: ['LDU'] };
  const settings: Settings = { pixelId: '1', strict: true, actions: [{ ...action, testEventCode: 'TEST1' }, action] };
  expect(toPublicSettings(settings)).toEqual({ pixelId: '1', strict: true, actions: [action, action] });
  expect(settings.actions?.[0]?.testEventCode).toBe('TEST1');
});

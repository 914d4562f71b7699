import type { Settings } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { toPublicSettings } from './public-settings.js';

it('pages get no test codes, and everything else', () => {
  const action = { when: { event: 'Trial' }, event: 'StartTrial', dataProcessingOptions: ['LDU'] };
  const settings: Settings = { pixelId: '1', strict: true, actions: [{ ...action, testEventCode: 'TEST1' }, action] };
  expect(toPublicSettings(settings)).toEqual({ pixelId: '1', strict: true, actions: [action, action] });
  expect(settings.actions?.[0]?.testEventCode).toBe('TEST1');
});

it.each([
  [undefined, { deny: ['Trial Began', 'StartTrial'] }],
  [{ deny: ['Lead'] }, { deny: ['Lead', 'Trial Began', 'StartTrial'] }],
  [{ allow: ['Lead', 'Trial Began', 'starttrial', 'StartTrial'] }, { allow: ['Lead'] }],
])('pages that send %j do not send events that server code holds, under any name', (events, expected) => {
  const settings: Settings = { pixelId: '1', eventMapping: { 'Trial Began': 'StartTrial' }, ...(events && { events }) };
  expect(toPublicSettings(settings, ['Trial Began']).events).toEqual(expected);
  expect(toPublicSettings(settings).events).toEqual(events);
});

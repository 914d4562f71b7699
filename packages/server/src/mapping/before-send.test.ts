import type { Problem } from '@twinbeam/shared';
import { describe, expect, it, vi } from 'vitest';
import { applyBeforeSend, type BeforeSend } from './before-send.js';
import type { ServerEvent } from './server-event.js';

const createEvent = (): ServerEvent => ({
  event_name: 'Lead',
  event_time: 1_789_473_540,
  event_id: 'm1',
  action_source: 'website',
  user_data: { external_id: 'f'.repeat(64) },
  custom_data: { plan: 'pro' },
});
const message = { type: 'track', event: 'Lead' };
const warned: Problem[] = [{ code: 'url-missing', severity: 'warning', field: 'context.page.url' }];

function apply(beforeSend: BeforeSend) {
  const onError = vi.fn();
  return { result: applyBeforeSend({ event: createEvent(), problems: warned }, message, beforeSend, onError), onError };
}

describe('beforeSend', () => {
  it('sees event and message, and may change the event in place or return another one', () => {
    const inPlace = apply((event, given) => {
      event.custom_data.from = given.event;
    });
    expect(inPlace.result).toEqual({
      event: { ...createEvent(), custom_data: { plan: 'pro', from: 'Lead' } },
      problems: warned,
    });
    const other = apply((event) => ({ ...event, event_name: 'Contact' }));
    expect(other.result).toMatchObject({ event: { event_name: 'Contact' }, problems: warned });
  });

  it.each([null, false] as const)('drops an event with %j', (returned) => {
    const { result, onError } = apply(() => returned);
    expect(result.skipped).toMatch(/beforeSend/);
    expect(onError).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    ['text', () => 'Lead'],
    ['true', () => true],
    ['a promise', async () => createEvent()],
    ['an event without a name', () => ({ ...createEvent(), event_name: '' })],
    ['an event without an id', () => ({ ...createEvent(), event_id: undefined })],
    ['an event with a time that is no integer', () => ({ ...createEvent(), event_time: '2026' })],
    ['an event without user data', () => ({ ...createEvent(), user_data: null })],
    ['an event with a BigInt', () => ({ ...createEvent(), custom_data: { value: 1n } })],
    ['an event whose custom data is a list', () => ({ ...createEvent(), custom_data: [] })],
  ])('rejects the event when it returns %s', (_name, returns) => {
    const { result, onError } = apply(returns as BeforeSend);
    expect(result.rejected?.[0]).toMatchObject({ code: 'before-send-failed', severity: 'error', field: 'beforeSend' });
    expect(onError).toHaveBeenCalledOnce();
  });

  it('rejects the event when it throws, and hands on what was thrown', () => {
    const thrown = new TypeError('no plan of ada@example.com');
    const { result, onError } = apply(() => {
      throw thrown;
    });
    expect(result.rejected?.map(({ code }) => code)).toEqual(['before-send-failed', 'url-missing']);
    expect(JSON.stringify(result)).not.toContain('ada@example.com');
    expect(onError).toHaveBeenCalledWith(thrown);
  });
});

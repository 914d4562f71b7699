import type { Tracker } from '@twinbeam/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPage, settle } from './open-page.js';

afterEach(() => void vi.restoreAllMocks());

/** The calls as a page without types makes them. */
type AnyTracker = Record<keyof Tracker, (...args: unknown[]) => unknown>;

/** Makes a call; returns the tracker's warnings and what was sent. */
async function call(act: (tracker: AnyTracker) => unknown) {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const page = openPage();
  const returned = act(page.tracker as unknown as AnyTracker);
  await settle();
  const warnings = warn.mock.calls.flat().filter((text) => !`${text}`.includes('Not implemented'));
  return { returned, warnings, messages: page.messages() };
}

describe('an argument of a wrong type', () => {
  it.each<[string, (tracker: AnyTracker) => unknown, string]>([
    ['a listener', ({ on }) => on('event'), 'argument 1 of on() must be of type function'],
    ['a missing listener', ({ on }) => on(), 'argument 1 of on() must be of type function'],
    ['a callback', ({ ready }) => ready({}), 'argument 1 of ready() must be of type function'],
    ['a name of an event', ({ track }) => track({ event: 'Lead' }), 'argument 1 of track() must be of type string'],
    ['properties', ({ track }) => track('Lead', 'footer'), 'argument 2 of track() must be of type object'],
    ['options', ({ track }) => track('Lead', {}, 'lead-1'), 'argument 3 of track() must be of type object'],
    ['a name of a page', ({ page }) => page({ section: 'shop' }), 'argument 1 of page() must be of type string'],
    ['properties of a page', ({ page }) => page('Shop', 'Boots'), 'argument 2 of page() must be of type object'],
    ['traits', ({ identify }) => identify('u1', 'a@b.example'), 'argument 2 of identify() must be of type object'],
    [
      'options of consent',
      ({ consent }) => consent('granted', 'LDU'),
      'argument 2 of consent() must be of type object',
    ],
    ['a state', ({ consent }) => consent(true), 'consent is granted, denied or pending'],
  ])('that is %s becomes one warning', async (_what, act, warning) => {
    expect((await call(act)).warnings).toEqual([`twinbeam: ${warning}`]);
  });

  it('does not keep an event from being sent', async () => {
    const { returned, messages } = await call(({ track }) => track('Lead', 'footer'));
    expect(messages).toMatchObject([{ event: 'Lead', messageId: returned }]);
  });

  it('adds no listener', async () => {
    const { returned, warnings } = await call(({ on, track }) => [on({}), track('Lead')][0]);
    expect([returned, warnings]).toEqual([undefined, [expect.stringContaining('argument 1 of on()')]]);
  });
});

it.each<[string, (tracker: AnyTracker) => unknown]>([
  ['arguments that are left out', ({ page, identify }) => [page(), identify()]],
  ['null', ({ page, track, identify }) => [page('Home', null, null), track('Lead', null, null), identify(null, null)]],
  ['a number as user id', ({ identify }) => identify(7, { plan: 'pro' })],
  ['a callback of another library', ({ track }) => track('Lead', {}, {}, () => undefined)],
])('nothing is said of %s', async (_what, act) => {
  expect((await call(act)).warnings).toEqual([]);
});

it('a fourth argument that is no string gives way to a new id', async () => {
  const { returned, messages } = await call(({ track }) => track('Lead', {}, {}, () => undefined));
  expect(messages).toMatchObject([{ messageId: returned }]);
});

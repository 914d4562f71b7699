import { expect as playwrightExpect } from '@playwright/test';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { type PairedOptions, type SandboxMatchers, sandboxMatchers } from '@twinbeam/sandbox/matchers';
import { expect as jestExpect } from 'expect';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServerEvent, sendHit, sendPair, sendToGraph } from './support/seed.js';

type Expect = (sandbox: Sandbox) => SandboxMatchers<Promise<void>> & { not: SandboxMatchers<Promise<void>> };

expect.extend(sandboxMatchers);
jestExpect.extend(sandboxMatchers as never);
const runners: [string, Expect][] = [
  ['Vitest', expect as unknown as Expect],
  ['Jest', jestExpect as unknown as Expect],
  ['Playwright', playwrightExpect.extend(sandboxMatchers as never) as unknown as Expect],
];

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.close());

const order = { value: 12.5, currency: 'EUR', contents: [{ id: 'mug', quantity: 1 }] };

describe.each(runners)('toHavePaired with the expect of %s', (_runner, wanted) => {
  it('waits for both legs', async () => {
    await sendHit(sandbox, { ev: 'Lead', eid: 'e1' });
    const passed = wanted(sandbox).toHavePaired('Lead');
    await sendToGraph(sandbox, [createServerEvent()]);
    await passed;
  });

  it.each<[string, PairedOptions]>([
    ['any pair', {}],
    ['one id', { eventId: 'o-1' }],
    ['part of the data', { customData: { value: 12.5, contents: [{ quantity: 1, id: 'mug' }] } }],
    ['a number of pairs', { times: 1 }],
  ])('passes with %s', async (_title, options) => {
    await sendPair(sandbox, 'Purchase', 'o-1', order);
    await wanted(sandbox).toHavePaired('Purchase', { ...options, timeoutMs: 0 });
    await expect(wanted(sandbox).not.toHavePaired('Purchase', options)).rejects.toThrow(
      'Expected no pair of Purchase, received 1.',
    );
  });

  it.each<[string, PairedOptions, (sandbox: Sandbox) => Promise<unknown>, RegExp]>([
    [
      'nothing',
      {},
      (s) => sendPair(s, 'Lead', 'e1'),
      /^Expected at least one pair of Purchase, received 0:\n {2}- No event Purchase has arrived by either leg\.\n {2}Other events that arrived: Lead\.$/,
    ],
    [
      'one leg',
      {},
      (s) => sendHit(s, { ev: 'Purchase', eid: 'o-1' }),
      /Browser leg o-1: Counted; no event of the other leg/,
    ],
    [
      'legs that differ',
      {},
      async (s) => {
        await sendHit(s, { ev: 'Purchase', eid: 'o-1', 'cd[value]': '5', 'cd[currency]': 'EUR' });
        const custom_data = { value: 6, currency: 'EUR' };
        await sendToGraph(s, [createServerEvent({ event_name: 'Purchase', event_id: 'o-1', custom_data })]);
      },
      /Browser leg o-1: custom_data\.value differs: browser "5", server 6\./,
    ],
    [
      'other data',
      { customData: { value: 99 } },
      (s) => sendPair(s, 'Purchase', 'o-1', order),
      /Server leg o-1: custom_data\.value is 12\.5, expected 99\./,
    ],
    [
      'another id',
      { eventId: 'o-2' },
      (s) => sendPair(s, 'Purchase', 'o-1', order),
      /No event Purchase with the event id o-2/,
    ],
    [
      'too few',
      { times: 2 },
      (s) => sendPair(s, 'Purchase', 'o-1', order),
      /^Expected 2 pairs of Purchase, received 1/,
    ],
    [
      'a refused event',
      {},
      (s) => sendToGraph(s, [createServerEvent({ event_name: 'Purchase' })]),
      /Refused: data\[0\]: Purchase needs custom_data\.currency\. Add the currency/,
    ],
  ])('fails with %s, and says why', async (_title, options, send, text) => {
    await send(sandbox);
    const failed = wanted(sandbox).toHavePaired('Purchase', { ...options, timeoutMs: 0 });
    const error = await failed.catch((reason: unknown) => reason);
    // Playwright prefixes the name of the matcher, and adds colours.
    expect((error as Error)?.message).toMatch(text);
    await wanted(sandbox).not.toHavePaired('Purchase', options);
  });
});

describe('toHaveNoProblems', () => {
  it.each(runners)('fails with what is wrong, with the expect of %s', async (_runner, wanted) => {
    await wanted(sandbox).toHaveNoProblems();
    await sendHit(sandbox);
    await expect(wanted(sandbox).toHaveNoProblems({ timeoutMs: 0 })).rejects.toThrow(
      /The sandbox has 1 problem:\n {2}- \[no-twin\] Lead e1/,
    );
    await wanted(sandbox).not.toHaveNoProblems({ timeoutMs: 0 });
  });
});

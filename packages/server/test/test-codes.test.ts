import { createLmdbOutbox, createMemoryOutbox, type TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';

/** A test code applies to a whole request: events with another code or none must not be in it. */

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

const toAction = (name: string, testEventCode?: string) => ({
  when: { event: name },
  event: name,
  ...(testEventCode && { testEventCode }),
});
const actions = [toAction('One', 'T1'), toAction('Two', 'T2'), toAction('None')];
const names = ['One', 'None', 'Two', 'One', 'Other', 'None', 'One'];

/**
 * Stores events while nothing is sent, and then sends them together. Returns the requests with their code and events.
 */
async function send(options: TwinbeamOptions) {
  const requests: { code: string | undefined; events: string[] }[] = [];
  const collecting = fixture.start({ ...options, dispatch: false });
  for (const [index, name] of names.entries()) await collecting.track(name, {}, { identity, eventId: `e${index}` });
  await collecting.close();
  const sending = fixture.start({
    ...options,
    fetch(url, init) {
      const { data, test_event_code: code } = JSON.parse(init.body.toString());
      requests.push({ code, events: data.map(({ event_name }: { event_name: string }) => event_name) });
      return fetch(url, init);
    },
  });
  expect(await sending.flush(20_000)).toBe(true);
  return requests;
}

const byCode = (requests: Awaited<ReturnType<typeof send>>) =>
  Object.fromEntries(requests.map(({ code = 'none', events }) => [code, events]));

describe('test codes of actions', () => {
  it.each([
    ['without a code of the pixel', undefined, 'none'],
    ['with a code of the pixel, which the other events have', 'T9', 'T9'],
  ])('each get a request of their own, %s', async (_name, testEventCode, rest) => {
    const requests = await send({ actions, ...(testEventCode && { testEventCode }) });
    expect(requests).toHaveLength(3);
    expect(byCode(requests)).toEqual({
      T1: ['One', 'One', 'One'],
      T2: ['Two'],
      [rest]: ['None', 'Other', 'None'],
    });
    expect(fixture.arrived()).toHaveLength(names.length);
    expect(fixture.logged.join()).toContain('testEventCode is set');
  });

  it('that Meta refuses do not hold up other events', async () => {
    const collecting = fixture.start({ actions, dispatch: false });
    for (const [index, name] of names.entries()) await collecting.track(name, {}, { identity, eventId: `e${index}` });
    await collecting.close();
    const sending = fixture.start({
      actions,
      fetch: (url, init) =>
        init.body.toString().includes('"test_event_code":"T1"')
          ? Promise.resolve(Response.json({ error: { message: 'Invalid parameter', code: 100 } }, { status: 400 }))
          : fetch(url, init),
    });
    expect(await sending.flush(20_000)).toBe(true);
    expect(fixture.arrived().sort()).toEqual(['e1', 'e2', 'e4', 'e5']);
    expect(await sending.stats()).toMatchObject({ quarantined: 3, paused: {} });
  });

  it('move with their events to another outbox', async () => {
    const [from, to] = [createLmdbOutbox({ path: fixture.folder }), createMemoryOutbox()];
    const event = { pixelId: '1', name: 'One', eventId: 'a', source: 'page' as const, expiresAt: 1e15, json: '{}' };
    await from.put([{ ...event, testEventCode: 'T1' }]);
    await to.put(await from.take('1', 10, 1_000));
    expect(await to.take('1', 10, 1_000)).toMatchObject([{ testEventCode: 'T1' }]);
    await from.close();
  });
});

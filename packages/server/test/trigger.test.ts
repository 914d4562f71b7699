import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const env = Object.fromEntries(
  ['CHROME_PATH', 'TMPDIR', 'HOME'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);

describe('twinbeam trigger', () => {
  it('sends a true pair to the sandbox, with the values that are given', async () => {
    const { code, out, error } = await runTwinbeam(
      env,
      'trigger',
      'purchase',
      '--to',
      fixture.sandbox.url,
      '--override',
      'revenue=12',
    );
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(/^Order Completed, event id purchase\.test-\d+\n {2}Pixel {3}✓ .*\n {2}Server {2}✓ accepted/);
    const purchases = fixture.sandbox.events().filter(({ event_name }) => event_name === 'Purchase');
    expect(purchases.map(({ source }) => source).sort()).toEqual(['browser', 'server']);
    expect(fixture.sandbox.summary().events.Purchase).toEqual({ browser: 1, server: 1, paired: 1, counted: 1 });
    expect(purchases.find(({ source }) => source === 'server')?.custom_data).toMatchObject({ value: 12 });
  }, 120_000);

  it('says what is wrong with the page', async () => {
    expect(await runTwinbeam(env, 'trigger', 'lead', '--to', 'https://shop.example/')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--real'),
    });
  }, 60_000);

  it.each([
    ['--to', 'shop', 'such as http://localhost:3000'],
    ['--to', 'localhost:3000', 'such as http://localhost:3000'],
    ['--override', 'revenue', 'such as revenue=12'],
    ['--override', '=12', 'such as revenue=12'],
  ])('refuses %s %s before it opens a browser', async (option, value, hint) => {
    expect(await runTwinbeam(env, 'trigger', 'lead', '--to', fixture.sandbox.url, option, value)).toMatchObject({
      code: 2,
      error: expect.stringContaining(hint),
    });
    expect(fixture.sandbox.events()).toEqual([]);
  });
});

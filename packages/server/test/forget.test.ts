import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Outbox } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { type Engine, engines, startEngine } from './support/engines.js';
import { createFixture, type Fixture, identity, toIds } from './support/fixture.js';

/** A deletion request removes everything stored about a person, wherever it is stored. */

describe.each(engines)('a person in an outbox in %s', (name) => {
  let engine: Engine;
  let fixture: Fixture;
  beforeEach(async () => {
    engine = await startEngine(name);
    fixture = await createFixture(() => ({}));
  });
  afterEach(async () => {
    await fixture.close();
    await engine.close();
  });

  /** Tracks pending, quarantined and dead events of Ada, and one event of somebody else. */
  async function start() {
    const outbox = engine.create(fixture.folder);
    const twinbeam = fixture.start({ outbox, dispatch: false, defaultCountry: 'AT' });
    await twinbeam.stats();
    const track = (eventId: string, traits: Record<string, unknown>, userId?: string) =>
      twinbeam.track('Lead', {}, { identity, eventId, traits, ...(userId && { userId }) });
    await track('dead', { email: ' Ada@Example.com' });
    await setAside(outbox);
    await track('quarantined', { email: 'ada@example.com', phone: '0650 1234567' });
    await quarantine(outbox);
    await twinbeam.track('Lead', {}, { identity, eventId: 'held', traits: { email: 'ada@example.com' }, hold: '1d' });
    await track('by-phone', { phone: '+43 650 1234567' });
    await track('by-id', {}, 'Customer 7');
    await track('other', { email: 'grace@example.com' }, 'customer8');
    expect(await twinbeam.stats()).toMatchObject({ pending: 3, quarantined: 1, held: 1, deadLetters: 1 });
    return { outbox, twinbeam };
  }
  const take = (outbox: Outbox) => outbox.take('1', 10, 60_000, { lane: 'server' });
  const setAside = async (outbox: Outbox) => outbox.setAside(toIds(await take(outbox)), { reason: 'refused' });
  const quarantine = async (outbox: Outbox) =>
    outbox.postpone(toIds(await take(outbox)), Date.now() + 3_600_000, {
      lane: 'quarantine',
      refusal: { reason: 'refused' },
    });

  it('is forgotten by e-mail address, telephone number and id, in whatever form', async () => {
    const { outbox, twinbeam } = await start();
    expect(await twinbeam.forget({ email: 'ADA@example.com' })).toEqual({
      pending: 0,
      quarantined: 1,
      held: 1,
      deadLetters: 1,
    });
    expect(await twinbeam.forget({ phone: '0650/123 45 67', externalId: ' customer 7' })).toEqual({
      pending: 2,
      quarantined: 0,
      held: 0,
      deadLetters: 0,
    });
    expect(await twinbeam.stats()).toMatchObject({ pending: 1, quarantined: 0, deadLetters: 0 });
    expect((await take(outbox)).map(({ eventId }) => eventId)).toEqual(['other']);
  });

  it('is forgotten by a hash too, and nothing is deleted for a value that no event can have', async () => {
    const { twinbeam } = await start();
    const sha256 = createHash('sha256').update('ada@example.com').digest('hex');
    const error = await twinbeam.forget({ email: ['not an address', 'ada@example.com'] }).catch((reason) => reason);
    expect(error).toMatchObject({
      name: 'TwinbeamOptionsError',
      message: expect.stringContaining('email has no normal'),
    });
    expect(error.message).not.toContain('not an address');
    await expect(twinbeam.forget({ email: 'not an address' })).rejects.not.toThrow(/at least one/);
    await expect(twinbeam.forget({})).rejects.toThrow(/at least one/);
    const appended = `${sha256.toUpperCase()}.AQYCAQMC`;
    expect(await twinbeam.forget({ email: appended })).toMatchObject({ quarantined: 1, deadLetters: 1 });
  });

  it.each([
    [{ phone: '0151 23456789' }, { phone: '0151 23456789', country: 'de' }],
    [{ phone: '0151 23456789' }, { phone: '+49 151 23456789' }],
    [{ phone: '0049 151 23456789' }, { phone: '0151/23456789', country: 'DE' }],
    [{ phone: '8 (912) 345-67-89' }, { phone: '+7 912 345 67 89' }],
    [{ phone: '(650) 555-1234' }, { phone: '001 650 555 1234' }],
  ])('is forgotten for the number %j by %j where no country is known', async (traits, person) => {
    const twinbeam = fixture.start({ outbox: engine.create(fixture.folder), dispatch: false });
    await twinbeam.track('Lead', {}, { identity, traits });
    expect(await twinbeam.forget(person)).toMatchObject({ pending: 1 });
  });

  it.each([
    ['0650 1234567', 'DE', { phone: '+43 650 1234567' }],
    ['650 1234567', 'DE', { phone: '0650 1234567', country: 'AT' }],
    ['0650 1234567', 'IT', { phone: '+43 650 1234567' }],
    ['06 1234 5678', 'DE', { phone: '+39 06 1234 5678' }],
  ])(
    'is forgotten for the number %s, which was read by the default country %s, by %j',
    async (phone, defaultCountry, person) => {
      const twinbeam = fixture.start({ outbox: engine.create(fixture.folder), dispatch: false, defaultCountry });
      await twinbeam.track('Lead', {}, { identity, traits: { phone } });
      expect(await twinbeam.forget(person)).toMatchObject({ pending: 1 });
    },
  );

  it('is forgotten for a number that the country of another address has read, by several countries', async () => {
    const twinbeam = fixture.start({ outbox: engine.create(fixture.folder), dispatch: false });
    const addresses = [{ country: 'DE' }, { country: 'AT' }, { country: 'GB' }];
    for (const address of addresses) {
      await twinbeam.track('Lead', {}, { identity, traits: { phone: '0650 1234567', address } });
    }
    expect(await twinbeam.forget({ phone: '0650 1234567', country: ['AT', 'DE'] })).toMatchObject({ pending: 2 });
  });

  it.each([
    ['a number without its country', { phone: '0151 23456789' }, /its country is needed/],
    ['a name for a country', { phone: '0151 23456789', country: 'Germany' }, /country must be an ISO 3166-1 code/],
    ['a list with one', { email: 'ada@example.com', country: ['DE', 'XX'] }, /country must be an ISO 3166-1 code/],
    ['a code of no country', { email: 'ada@example.com', country: 'XX' }, /country must be an ISO 3166-1 code/],
    ['a misspelt name', { email: 'ada@example.com', phoneNumber: '+43 650 1234567' }, /Only email, phone, externalId/],
    ['the hash of an empty text', { email: createHash('sha256').update('').digest('hex') }, /email has no normal/],
  ])('is not searched for by %s, which could find nothing', async (_what, person, text) => {
    const twinbeam = fixture.start({ outbox: engine.create(fixture.folder), dispatch: false });
    await expect(twinbeam.forget(person)).rejects.toThrow(text);
  });

  it.runIf(name === 'lmdb')(
    'is forgotten by the command line',
    async () => {
      const { outbox } = await start();
      const env = { TWINBEAM_OUTBOX: `lmdb:${join(fixture.folder, 'outbox')}` };
      expect(await runTwinbeam(env, 'forget', '--email', 'ada@example.com', '--json')).toEqual({
        code: 0,
        out: '{"pending":0,"quarantined":1,"held":1,"deadLetters":1}\n',
        error: '',
      });
      const { code, out } = await runTwinbeam(
        env,
        'forget',
        '--phone',
        '0650 1234567',
        '--country',
        'DE',
        'AT',
        '--external-id',
        'Customer 7',
      );
      expect([code, out]).toEqual([0, '2 pending, 0 quarantined, 0 held and 0 dead events deleted.\n']);
      expect(await outbox.stats()).toMatchObject({ pending: 1, quarantined: 0, deadLetters: 0 });
      const none = await runTwinbeam(env, 'forget');
      expect(none).toMatchObject({ code: 2, error: expect.stringContaining('at least one') });
      const invalid = await runTwinbeam(env, 'forget', '--email', 'secret-person');
      expect(invalid).toMatchObject({ code: 2, out: '' });
      expect(invalid.error).not.toContain('secret-person');
    },
    30_000,
  );
});

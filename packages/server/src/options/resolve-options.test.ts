import { describe, expect, it } from 'vitest';
import { createMemoryOutbox } from '../outbox/memory/memory.js';
import type { TwinbeamOptions } from './options.js';
import { TwinbeamOptionsError } from './options-error.js';
import { resolveOptions } from './resolve-options.js';

const good = { pixelId: '1', accessToken: 't' };

describe('resolveOptions', () => {
  it('takes everything from the environment', () => {
    const env = {
      META_PIXEL_ID: '7',
      META_ACCESS_TOKEN: 'e',
      META_GRAPH_URL: 'http://localhost:1',
      META_TEST_EVENT_CODE: 'T1',
      TWINBEAM_DISPATCH: 'off',
      TWINBEAM_METRICS_TOKEN: 'm',
    };
    expect(resolveOptions({}, env)).toMatchObject({
      pixels: [{ settings: { pixelId: '7' }, accessToken: 'e', testEventCode: 'T1' }],
      graphUrl: 'http://localhost:1',
      graphVersion: 'v26.0',
      basePath: '/twin',
      timeoutMs: 1500,
      dispatch: false,
      metrics: { token: 'm' },
    });
  });

  it('prefers given options to the environment', () => {
    const env = { TWINBEAM_DISPATCH: 'off', TWINBEAM_METRICS_TOKEN: 'm' };
    const given = { dispatch: true, metrics: { token: 'mine' } };
    expect(resolveOptions({ ...good, ...given }, env)).toMatchObject(given);
  });

  it('takes values that a group leaves out from the environment or the defaults', () => {
    const env = { TWINBEAM_NOTIFY_URL: 'https://hooks.example/', TWINBEAM_DEAD_LETTERS_MAX_AGE: '5' };
    const expected = { notify: { url: 'https://hooks.example/', checkMs: 30_000 }, deadLetters: { maxAge: 5 } };
    expect(resolveOptions(good, env)).toMatchObject(expected);
    const given = { ...good, notify: { checkMs: 7 }, deadLetters: {} };
    expect(resolveOptions(given, env)).toMatchObject({ ...expected, notify: { ...expected.notify, checkMs: 7 } });
    expect(resolveOptions(good, {}).notify).toBeUndefined();
    expect(() => resolveOptions(given, {})).toThrow('notify.url is missing');
    expect(() => resolveOptions(good, { TWINBEAM_DEAD_LETTERS_MAX_AGE: '0' })).toThrow(
      'TWINBEAM_DEAD_LETTERS_MAX_AGE must be a number of milliseconds',
    );
  });

  it.each([
    [{ deadLetters: 5 }, 'deadLetters must be an object'],
    [{ notify: 'https://hooks.example/' }, 'notify must be an object'],
    [{ notify: false }, 'notify must be an object'],
  ])('takes nothing from the environment in place of %j, which is not a group', (given, problem) => {
    const env = { TWINBEAM_NOTIFY_URL: 'https://other.example/', TWINBEAM_DEAD_LETTERS_MAX_AGE: '5' };
    expect(() => resolveOptions({ ...good, ...given } as never, env)).toThrow(problem);
  });

  it('treats empty variables as missing', () => {
    const empty = { META_GRAPH_URL: '', TWINBEAM_OUTBOX: '', TWINBEAM_DISPATCH: '', TWINBEAM_METRICS_TOKEN: '' };
    const resolved = resolveOptions(good, empty);
    expect(resolved).toMatchObject({ outbox: 'lmdb:./.twinbeam', dispatch: true });
    expect(resolved.metrics).toBeUndefined();
  });

  it('says so when TWINBEAM_DISPATCH is neither on nor off', () => {
    expect(() => resolveOptions(good, { TWINBEAM_DISPATCH: 'false' })).toThrow(
      "TWINBEAM_DISPATCH must be 'on' or 'off'",
    );
  });

  it.each([
    [{}, { NODE_ENV: 'development' }],
    [
      { pixelId: undefined, accessToken: '' },
      { NODE_ENV: 'test', META_PIXEL_ID: '' },
    ],
    [{ mode: 'dry' }, {}],
    [{ mode: 'dry', pixelId: '7', accessToken: 't' }, { NODE_ENV: 'production' }],
    [{ mode: 'dry', pixels: [{ pixelId: '7' }] }, {}],
    [good, { TWINBEAM_MODE: 'dry' }],
  ] as const)('runs dry with %j in %j, with its own outbox', (options, env) => {
    const given = { outbox: 'lmdb:/never/opened', dispatch: false, ...options } as never;
    expect(resolveOptions(given, env)).toMatchObject({ mode: 'dry', outbox: 'memory:', dispatch: true });
  });

  it.each([
    [{}, {}, 'pixelId is missing'],
    [{}, { NODE_ENV: 'production' }, 'pixelId is missing'],
    [{}, { NODE_ENV: 'staging' }, 'accessToken is missing'],
    [{ mode: 'live' }, { NODE_ENV: 'test' }, 'accessToken is missing'],
    [{ pixelId: '1' }, { NODE_ENV: 'test' }, 'accessToken is missing'],
    [{ accessToken: 't' }, { NODE_ENV: 'test' }, 'pixelId is missing'],
    [{}, { NODE_ENV: 'test', META_PIXEL_ID: '1' }, 'accessToken is missing'],
    [{ pixels: [{ pixelId: '1' }] }, { NODE_ENV: 'test' }, 'accessToken is missing'],
    [{ ...good, mode: 'wet' }, {}, "mode must be 'live' or 'dry'"],
  ])('throws with %j in %j', (options, env, problem) => {
    expect(() => resolveOptions(options as never, env)).toThrow(problem);
  });

  it('keeps secrets out of the settings, which browsers get', () => {
    const { pixels } = resolveOptions({ ...good, appSecret: 's', testEventCode: 'T1', strict: true }, {});
    expect(pixels[0]?.settings).toEqual({ pixelId: '1', strict: true });
  });

  it.each<[TwinbeamOptions, string]>([
    [{}, 'pixelId is missing'],
    [{ pixelId: '1' }, 'accessToken is missing'],
    [{ ...good, pixelId: 'abc' }, 'pixelId must be digits'],
    [{ ...good, basePath: 'twin/' }, 'basePath must be a path'],
    [{ ...good, graphUrl: 'ftp://x' }, 'graphUrl must be an http(s) address'],
    [{ ...good, graphVersion: '26' }, "graphVersion must look like 'v26.0'"],
    [{ ...good, outbox: 'redis://x' }, "outbox must be 'lmdb:PATH'"],
    [{ ...good, timeoutMs: 0 }, 'timeoutMs must be'],
    [{ ...good, leaseMs: -1 }, 'leaseMs must be'],
    [{ ...good, leaseMs: 2_000 }, 'leaseMs must be at least twice timeoutMs'],
    [{ ...good, dispatch: 'no' as never }, 'dispatch must be'],
    [{ ...good, metrics: {} as never }, 'metrics must be'],
    [{ ...good, outbox: 'lmdb:' }, 'outbox must be'],
    [{ ...good, collect: { origins: ['https://a.example/path'] } }, 'collect.origins must be a list of origins'],
    [{ ...good, collect: { origins: ['capacitor://localhost/'] } }, 'collect.origins must be a list of origins'],
    [{ ...good, collect: { origins: ['*'] } }, 'collect.origins must be a list of origins'],
    [{ ...good, collect: { origins: ['data:'] } }, 'collect.origins must be a list of origins'],
    [{ ...good, actionSource: 'mars' as never }, 'actionSource must be one of'],
    [{ ...good, messagingChannel: 'telegram' as never }, 'messagingChannel must be one of whatsapp'],
    [{ ...good, defaultCurrency: 'euro' }, 'defaultCurrency must be'],
    [{ ...good, defaultCountry: 'XX' }, 'defaultCountry must be'],
    [{ ...good, defaultCountry: 'Germany' }, 'defaultCountry must be'],
    [{ ...good, eventMapping: { a: 1 as never } }, 'eventMapping must map'],
    [{ ...good, piiDenylist: ['vat'] as never }, 'piiDenylist must be a list of'],
    [{ ...good, pixelId: 1 as never }, 'pixelId must be digits'],
    [{ ...good, accessToken: 'a b' }, 'accessToken must be text without white space'],
    [{ ...good, defaultCurency: 'EUR' } as never, 'defaultCurency is not an option; is defaultCurrency meant?'],
    [
      { pixels: [{ ...good, defaultCurency: 'EUR' } as never] },
      'pixels[0].defaultCurency is not an option; is defaultCurrency meant?',
    ],
    [{ ...good, pixelID: '1' } as never, 'pixelID is not an option; is pixelId meant?'],
    [{ ...good, consent: { requird: true } as never }, 'consent.requird is not an option; is consent.required meant?'],
    [{ ...good, serverOnly: ['Purchase'] } as never, 'serverOnly is not an option; is collect.serverOnly meant?'],
    [{ ...good, colect: {} } as never, 'colect is not an option; is collect meant?'],
    [{ ...good, banana: 1 } as never, 'banana is not an option; docs/options.md lists all options.'],
    [{ ...good, consent: { cookie: 'a b' } }, 'consent.cookie must be the name of a cookie'],
    [{ ...good, appSecret: ' ' }, 'appSecret must be text'],
    [{ ...good, leaseMs: 'long' as never, timeoutMs: 'short' as never }, 'leaseMs must be at least twice'],
    [{ pixels: [] }, 'pixels is empty'],
    [{ ...good, logger: {} as never }, 'logger must have'],
    [{ ...good, outbox: 5 as never }, 'outbox must be'],
    [{ ...good, outbox: {} as never }, 'outbox lacks durable, ready, put'],
    [{ ...good, outbox: ['nats://a:4222'] as never }, 'outbox must be'],
    [{ ...good, outbox: ['nats://a:4222', 'disk'] }, 'outbox must be'],
    [{ ...good, outbox: ['nats://a:4222', {}] as never }, 'outbox lacks durable, ready, put'],
    [{ ...good, outbox: ['lmdb:./a', 'lmdb:./a'] }, 'outbox names one outbox twice'],
    [{ ...good, outbox: ['lmdb:./a', 'lmdb:a/'] }, 'outbox names one outbox twice'],
    [{ ...good, now: 5 as never }, 'now must be a function'],
    [{ ...good, collect: 5 as never }, 'collect must be an object'],
    [{ ...good, actions: [{ when: {}, event: 'x', data: { a: 'b' } }] as never }, 'actions must be'],
    [{ ...good, actions: [{ when: {}, event: 'x', testEventCodes: 'T1' }] as never }, 'actions must be'],
    [{ ...good, actions: [{ when: {}, event: 'x', testEventCode: ' ' }] }, 'actions must be'],
    [{ pixels: {} as never }, 'pixels must be a list'],
    [{ pixels: [null] as never }, 'pixels must be a list'],
    [{ pixels: [good], strict: true }, 'pixels is given together with strict'],
    [null as never, 'options must be an object'],
    [{ pixels: [good, good] }, 'pixels names one pixel twice'],
    [{ pixels: [{ pixelId: '1' }] }, 'pixels[0].accessToken is missing'],
  ])('%j: %s', (options, text) => {
    expect(() => resolveOptions(options, {})).toThrow(TwinbeamOptionsError);
    expect(() => resolveOptions(options, {})).toThrow(text);
  });

  it('takes two outboxes, whose URLs are separated by a space in the environment', () => {
    const two = ['nats://a:4222,b:4222', 'lmdb:./my folder'];
    expect(resolveOptions({ ...good, outbox: ['nats://a:4222,b:4222', 'lmdb:./my folder'] }, {}).outbox).toEqual(two);
    expect(resolveOptions(good, { TWINBEAM_OUTBOX: two.join(' ') }).outbox).toEqual(two);
    expect(resolveOptions(good, { TWINBEAM_OUTBOX: 'lmdb:./my folder' }).outbox).toBe('lmdb:./my folder');
    expect(() => resolveOptions(good, { TWINBEAM_OUTBOX: 'redis://a lmdb:./b' })).toThrow('outbox must be');
  });

  it.each([
    [{ durable: undefined }, 'outbox lacks durable:'],
    [{ extend: undefined }, 'outbox lacks extend:'],
    [{ pauses: undefined }, 'outbox lacks pauses.list, pauses.set, pauses.end:'],
    [{ pauses: { list: () => [], set: () => undefined } }, 'outbox lacks pauses.end:'],
    [{ deadLetters: { ...createMemoryOutbox().deadLetters, add: true } }, 'outbox lacks deadLetters.add:'],
  ])('names what a custom outbox lacks: %j: %s', (members, text) => {
    const outbox = createMemoryOutbox();
    expect(resolveOptions({ ...good, outbox }, {}).outbox).toBe(outbox);
    expect(() => resolveOptions({ ...good, outbox: { ...outbox, ...members } as never }, {})).toThrow(text);
  });

  it('names an option once, whatever is wrong with it, and each misspelt one', () => {
    const options = { ...good, leaseMs: -1, piiAllowlist: [1, 2] as never, tmeout: 1, stirct: true };
    let problems: string[] = [];
    try {
      resolveOptions(options, {});
    } catch (error) {
      problems = (error as TwinbeamOptionsError).problems;
    }
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['piiAllowlist', 'leaseMs', 'tmeout', 'stirct']);
  });

  it('treats null and undefined as missing, and trims a token', () => {
    const given = { pixelId: '1', accessToken: ' t ', timeoutMs: null as never, strict: undefined as never };
    expect(resolveOptions(given, {})).toMatchObject({
      timeoutMs: 1500,
      pixels: [{ settings: { pixelId: '1' }, accessToken: 't' }],
    });
  });

  it('names every problem at once', () => {
    expect(() => resolveOptions({ basePath: '', timeoutMs: -1 }, {})).toThrow(/pixelId[\s\S]*basePath[\s\S]*timeoutMs/);
  });
});

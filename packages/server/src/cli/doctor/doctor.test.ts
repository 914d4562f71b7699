import { once } from 'node:events';
import fs from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Fault, type Sandbox } from '@twinbeam/sandbox';
import { createLmdbOutbox, createTwinbeam, type Twinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Request, type Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckName, NamedCheck } from './check.js';
import { createDoctorCommand } from './doctor.js';

/**
 * Makes the outbox's disk look full, until mocks are restored and exports synced. `vi.mock` would not work: the test
 * files of a worker share their imports, and another file may have imported the outbox before.
 */
function fillDisk(): void {
  const { statfsSync } = fs;
  vi.spyOn(fs, 'statfsSync').mockImplementation((path) => ({ ...statfsSync(path), bavail: 0 }));
  syncBuiltinESMExports();
}

/** A site, machine or Graph with one fault. */
interface Faulty {
  graph?: Omit<Fault, 'target'>;
  env?: Record<string, string>;
  /** The time on the machine's clock. */
  date?: string;
  /** Whether the outbox's disk is full. */
  isDiskFull?: boolean;
  /** The origin under which the doctor visits the site; the proxy passes it on unless it rewrites the host. */
  origin?: string;
  rewritesHost?: boolean;
  /** `X-Forwarded-For` as the proxy sends it, and the number of proxies that the site trusts. */
  forwarded?: string;
  trustProxy?: number;
  /** Header `Referrer-Policy` of the page. */
  referrerPolicy?: string;
  /** HTML added to the page's head. */
  head?: string;
  /** A source that a directive of the policy lacks. */
  withoutSource?: [directive: string, source: RegExp];
  /** Responds in place of the script. */
  script?: (res: Response) => void;
  /** Responds in place of the page. */
  page?: (res: Response) => void;
  /** A filter in the ad blocker's list. */
  filter?: string;
}

let folder: string;
let sandbox: Sandbox;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-doctor-'));
  sandbox = await createSandbox({ now: () => Date.now() });
  const outbox = createLmdbOutbox({ path: join(folder, 'store') });
  await outbox.ready();
  await outbox.close();
});
afterEach(async () => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  vi.unstubAllEnvs();
  vi.useRealTimers();
  process.exitCode = undefined;
  await Promise.all(closers.splice(0).map((close) => close()));
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function toPolicy(twinbeam: Twinbeam, [directive, source]: [string, RegExp] = ['', /^$/]): string {
  return Object.entries(twinbeam.contentSecurityPolicy())
    .map(([name, sources]) => [name, ...sources.filter((one) => name !== directive || !source.test(one))].join(' '))
    .join('; ');
}

/** Serves a site with its page; returns the page's URL. */
async function serveSite(faulty: Faulty): Promise<string> {
  const log = () => undefined;
  const twinbeam = createTwinbeam({
    ...{ pixelId: '1', accessToken: 't', graphUrl: sandbox.url, outbox: 'memory:', metrics: { token: 'm' } },
    logger: { info: log, warn: log, error: log },
  });
  const app = express();
  if (faulty.trustProxy !== undefined) app.set('trust proxy', faulty.trustProxy);
  app.use((req: Request, _res, next) => {
    if (faulty.forwarded) req.headers['x-forwarded-for'] = faulty.forwarded;
    if (faulty.origin && !faulty.rewritesHost) req.headers.host = new URL(faulty.origin).host;
    next();
  });
  if (faulty.script) app.get('/twin/t.js', (_req, res) => faulty.script?.(res));
  app.use(twinbeamExpress(twinbeam));
  app.get('/list.txt', (_req, res) => void res.type('text').send(`! a list\n||ads.example^\n${faulty.filter ?? ''}\n`));
  app.get('/', (_req, res) => {
    if (faulty.page) return faulty.page(res);
    res.set('content-security-policy', toPolicy(twinbeam, faulty.withoutSource));
    if (faulty.referrerPolicy) res.set('referrer-policy', faulty.referrerPolicy);
    res.send(`<html><head>${twinbeam.scriptTag()}${faulty.head ?? ''}</head></html>`);
  });
  const server = app.listen(0);
  await once(server, 'listening');
  closers.push(
    () => twinbeam.close(100),
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const own = `http://localhost:${(server.address() as AddressInfo).port}`;
  if (faulty.origin) lookUp(faulty.origin, own);
  return `${faulty.origin ?? own}/`;
}

/** Routes requests for a public host name to a server on this machine. */
function lookUp(origin: string, target: string): void {
  const { fetch } = globalThis;
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => fetch(String(url).replace(origin, target), init));
}

/** Runs `twinbeam doctor --json` on a site with one fault. */
async function examine(faulty: Faulty, options = ['--send-test']): Promise<{ code: unknown; checks: NamedCheck[] }> {
  const page = await serveSite(faulty);
  const env = {
    ...{ META_PIXEL_ID: '1', META_ACCESS_TOKEN: 'EAAsecretToken', META_GRAPH_URL: sandbox.url },
    ...{ TWINBEAM_OUTBOX: `lmdb:${folder}/store`, TWINBEAM_METRICS_TOKEN: 'm', ...faulty.env },
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value.replace('FOLDER', folder));
  if (faulty.graph) sandbox.break({ target: 'graph', ...faulty.graph });
  if (faulty.date) vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(faulty.date) });
  if (faulty.isDiskFull) fillDisk();
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const args = ['--page', page, ...options, '--block-lists', `${page}list.txt`, '--json'];
  // Other tests can keep this machine busy, which must not count as a slow response of Graph.
  const readMs = () => (faulty.graph?.delayMs ? performance.now() : 0);
  await createDoctorCommand(readMs).parseAsync(args, { from: 'user' });
  write.mockRestore();
  expect(written.join('')).not.toContain('EAAsecretToken');
  return { code: process.exitCode, checks: JSON.parse(written.join('')) as NamedCheck[] };
}

const html = (res: Response) => void res.send('<!doctype html><title>App</title>');
/** Sends a page whose script, and so its server, is on another origin. */
const sendForeignScript = (res: Response) =>
  void res.send(`<script async src="http://127.0.0.1:${res.req.socket.localPort}/twin/t.js"></script>`);
const proxied = { forwarded: '93.184.216.34', trustProxy: 1 };
const skewed = 'Wed, 01 Jan 2020 00:00:00 GMT';
const metaOrigin = /www\.facebook\.com/;

type Row = [fault: string, faulty: Faulty, check: CheckName, text: RegExp, result?: 'warning'];
const rows: Row[] = [
  [
    'an expired token',
    { graph: { status: 401, code: 190, subcode: 463 } },
    'token',
    /create a new one in Events Manager/,
  ],
  [
    'a wrong pixel',
    { graph: { status: 400, code: 100, subcode: 33 } },
    'token',
    /has no access to pixel 1: compare META_PIX/,
  ],
  [
    'a permission that is missing',
    { graph: { status: 403, code: 10 } },
    'token',
    /give its owner the pixel 1 with Manage/,
  ],
  ['another permission', { graph: { status: 403, code: 200 } }, 'token', /give its owner the pixel 1 with Manage/],
  ['a rate limit', { graph: { status: 429, code: 4 } }, 'token', /wait some minutes/],
  ['a Graph that is down', { graph: { status: 503 } }, 'token', /metastatus\.com.*events wait in the outbox/],
  ['a response that is cut', { graph: { cut: 'half', times: 99 } }, 'token', /firewalls and proxies let this machine/],
  ['a refused event', { graph: { badEvents: 1 } }, 'token', /twinbeam map FILE --check/],
  ['a proxy in between', { graph: { status: 418 } }, 'token', /META_GRAPH_URL is right and that no proxy/],
  ['a slow Graph', { graph: { delayMs: 1_550 } }, 'token', /after 1\.\d s.*timeoutMs/, 'warning'],
  ['a version past its end', { env: { META_GRAPH_VERSION: 'v19.0' } }, 'graph-version', /leave out graphVersion/],
  [
    'a version near its end',
    {
      env: { META_GRAPH_VERSION: 'v22.0' },
      ...{ date: '2027-05-01', graph: { headers: { date: new Date('2027-05-01').toUTCString() } } },
    },
    'graph-version',
    /ends on 2027-05-20, in 19 days: leave out graphVersion/,
    'warning',
  ],
  ['a clock that is wrong', { graph: { headers: { date: skewed } } }, 'clock', /\d+ s fast.*Synchronise it \(NTP\)/],
  ['a site over http', { ...proxied, origin: 'http://shop.example' }, 'cookies', /^Serve shop\.example over https/],
  [
    'a host without a domain',
    { ...proxied, origin: 'https://github.io' },
    'cookies',
    /give the site a domain of its own/,
    'warning',
  ],
  ['a rewritten host', { origin: 'https://shop.example', rewritesHost: true }, 'proxy', /cookies.*pass on the host/],
  ['a proxy that is not trusted', { forwarded: '203.0.113.9' }, 'proxy', /is not trusted.*'trust proxy', 1/],
  ['a private address', { forwarded: '10.0.0.3', trustProxy: 1 }, 'proxy', /Count each proxy.*'trust proxy', 2/],
  ['another metrics token', { env: { TWINBEAM_METRICS_TOKEN: 'x' } }, 'proxy', /another TWINBEAM_METRICS_T/, 'warning'],
  ['no outbox', { env: { TWINBEAM_OUTBOX: 'lmdb:FOLDER/none' } }, 'outbox', /name the folder that the server uses/],
  [
    'an outbox that cannot be opened',
    { env: { TWINBEAM_OUTBOX: 'lmdb:FOLDER/bad' } },
    'outbox',
    /choose one by the opt/,
  ],
  [
    'a misspelt variable',
    { env: { TWINBEAM_OUTBX: 'lmdb:FOLDER/other' } },
    'variables',
    /TWINBEAM_OUTBX has no effect: is TWINBEAM_OUTBOX meant\?/,
    'warning',
  ],
  ['a full disk', { isDiskFull: true }, 'outbox', /0 bytes left.*Free space there/],
  ['an outbox in memory', { env: { TWINBEAM_OUTBOX: 'memory:' } }, 'outbox', /'lmdb:PATH' keeps them/, 'warning'],
  [
    'a script that is missing',
    { script: (res) => void res.sendStatus(404) },
    'script',
    /404: is the middleware in use/,
  ],
  ['HTML in place of the script', { script: html }, 'script', /HTML page.*Put the middleware first/],
  ['a script of another pixel', { script: (res) => void res.type('js').send('("2")') }, 'script', /other variables/],
  ['a page without the tag', { page: html }, 'script', /put twinbeam\.scriptTag\(\) into its head/],
  [
    'a page that is an error',
    { page: (res) => void res.status(404).send('<script src="/twin/t.js"></script>') },
    'script',
    /responds with 404, .* the page that you mean/,
    'warning',
  ],
  ['a page that is closed', { page: (res) => void res.sendStatus(403) }, 'script', /403: give --page a page/],
  [
    'a policy without the own script',
    { withoutSource: ['script-src', /self/] },
    'content-security-policy',
    /localhost:\d+ to script-src/,
  ],
  [
    "a policy without Meta's library",
    { withoutSource: ['script-src', /connect\.f/] },
    'content-security-policy',
    /connect\.facebook\.net to script-src/,
  ],
  [
    'a policy without the stub',
    { withoutSource: ['script-src', /sha256/] },
    'content-security-policy',
    /scriptTag\({ nonce }\)/,
  ],
  [
    'a policy without the own server',
    { withoutSource: ['connect-src', /self/] },
    'content-security-policy',
    /localhost:\d+ to connect-src/,
  ],
  ...['connect-src', 'img-src', 'frame-src', 'form-action'].map(
    (name): Row => [
      `a policy without hits in ${name}`,
      { withoutSource: [name, metaOrigin] },
      'content-security-policy',
      new RegExp(`add https://www\\.facebook\\.com to ${name}, or merge`),
    ],
  ),
  ...['no-referrer', 'unknown, no-referrer', 'strict-origin-when-cross-origin, No-Referrer'].map(
    (referrerPolicy): Row => [
      `the referrer policy ${referrerPolicy}`,
      { referrerPolicy },
      'referrer-policy',
      /is no-referrer: .* the URL of its route\. .*Helmet: referrerPolicy: { policy: 'strict-origin-when-cross-origin' }/,
      'warning',
    ],
  ),
  ...['origin', 'strict-origin'].map(
    (referrerPolicy): Row => [
      `the referrer policy ${referrerPolicy}`,
      { referrerPolicy },
      'referrer-policy',
      /lack the path/,
      'warning',
    ],
  ),
  ...['no-referrer', 'never'].map(
    (content): Row => [
      `the referrer policy ${content} in the page itself`,
      { referrerPolicy: 'same-origin', head: `<meta content="${content}" name="referrer">` },
      'referrer-policy',
      /is no-referrer/,
      'warning',
    ],
  ),
  [
    'a referrer policy that hides the page from the host of the script',
    { page: (res) => sendForeignScript(res.set('referrer-policy', 'same-origin')) },
    'referrer-policy',
    /is same-origin: .* the URL of its route/,
    'warning',
  ],
  ['a second tag', { head: "<script>fbq('init', '1')</script>" }, 'second-tags', /count twice\. Remove it/],
  [
    'a tag manager',
    { head: '<script>"GTM-ABC12"</script>' },
    'second-tags',
    /make sure that it has no tag of pixel 1/,
    'warning',
  ],
  [
    'a filter of its paths',
    { filter: '/twin/t.js$script' },
    'block-lists',
    /filter \/twin\/t\.js\$script: set another bas/,
  ],
];

/** Returns the checks that are not good, except the one that no browser has looked, which is so in all these tests. */
const findFaults = (checks: NamedCheck[]) =>
  checks.filter(({ result, text }) => result !== 'good' && !text.includes('scripts that the page loads were not read'));

describe('twinbeam doctor', { timeout: 60_000 }, () => {
  it('finds nothing where all is well', async () => {
    const { code, checks } = await examine({});
    expect(findFaults(checks)).toEqual([]);
    expect(new Set(checks.map(({ check }) => check)).size).toBe(11);
    expect(code).toBe(0);
  });

  it.each(['', '1'])('checks a page alone without a token, and with the pixel %j', async (pixelId) => {
    const env = { META_ACCESS_TOKEN: '', META_PIXEL_ID: pixelId, TWINBEAM_OUTBOX: 'lmdb:FOLDER/none' };
    const { code, checks } = await examine({ env }, []);
    expect(findFaults(checks)).toEqual([
      { check: 'token', result: 'warning', text: expect.stringMatching(/page alone .* META_ACCESS_TOKEN is not set/) },
    ]);
    expect(checks).toContainEqual({ check: 'script', result: 'good', text: expect.stringContaining('with pixel 1.') });
    expect(code).toBe(0);
  });

  it('finds without a token that a site is in a dry run', async () => {
    const script = (res: Response) => void res.type('js').send('({"pixels":[]})');
    const { code, checks } = await examine({ script, env: { META_ACCESS_TOKEN: '', META_PIXEL_ID: '' } }, []);
    expect(checks).toContainEqual({
      check: 'script',
      result: 'bad',
      text: expect.stringMatching(/without a pixel.*dry/),
    });
    expect(code).toBe(1);
  });

  it('never says from the HTML alone that there is no other tag', async () => {
    const { checks } = await examine({ head: '<script src="/gtm.js"></script>' });
    expect(checks.filter(({ check }) => check === 'second-tags')).toEqual([
      { check: 'second-tags', result: 'warning', text: expect.stringMatching(/were not read\. .* add --browser/) },
    ]);
  });

  it.each([
    'same-origin',
    'origin-when-cross-origin',
    'no-referrer, strict-origin-when-cross-origin',
    'no-referrer-when-downgrade',
    'unsafe-url',
    'unknown',
  ])('finds nothing where the referrer policy is %s', async (referrerPolicy) => {
    const { checks } = await examine({ referrerPolicy });
    expect(findFaults(checks)).toEqual([]);
  });

  it('finds nothing where a server on another host gets the host of the page, as by default', async () => {
    const { checks } = await examine({ page: sendForeignScript });
    expect(findFaults(checks)).toEqual([]);
  });

  it.each(rows)('finds %s, and nothing else', async (_fault, faulty, check, text, result) => {
    await mkdir(join(folder, 'bad', 'data.mdb'), { recursive: true });
    const { code, checks } = await examine(faulty);
    expect(findFaults(checks)).toEqual([{ check, result: result ?? 'bad', text: expect.stringMatching(text) }]);
    expect(code).toBe(result === 'warning' ? 0 : 1);
  });

  it('finds a Graph that cannot be reached, in the checks of clock and token', async () => {
    const { code, checks } = await examine({ graph: { cut: 'before' } });
    const found = checks.filter(({ result }) => result === 'bad').map(({ check, text }) => [check, text]);
    expect(found).toEqual([
      ['clock', expect.stringContaining('cannot be reached: does a firewall or proxy block it?')],
      ['token', expect.stringContaining('check that firewalls and proxies let this machine reach META_GRAPH_URL')],
    ]);
    expect(code).toBe(1);
  });
});

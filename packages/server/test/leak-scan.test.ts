import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createLmdbOutbox, type Outbox, type Twinbeam } from '@twinbeam/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture, toIds } from './support/fixture.js';
import { findLeaks } from './support/leaks.js';
import { createMarkedPerson, personalFields } from './support/marked-person.js';
import { serveTwinbeam, type TwinbeamServer } from './support/serve-twinbeam.js';

/**
 * Sends every kind of message with marked personal data in every field, with marked secrets as options. Then searches
 * every byte of the disk, the log, the metrics, the responses and the output of the command line for the marks.
 */

const accessToken = 'EAAZqTokenMark0123456789';
const appSecret = 'ZqAppSecretMark0123456789';
const metricsToken = 'ZqMetricsTokenMark0123456789';
const serverKey = 'ZqServerKeyMark0123456789';
const secret = 'ZqSigningSecretMark0123456789abcdef';
const writeKey = 'write-key';
const secrets = [accessToken, appSecret, metricsToken, serverKey, secret];

const person = createMarkedPerson();
const { fields, email, marks } = person;
/** Not personal data: it must be found on the disk, which proves that the search works. */
const visible = 'zqvisibleboot';

const traits = {
  ...fields,
  name: fields.fullName,
  address: { city: fields.city, street: fields.street, postalCode: fields.zip, country: fields.country },
};
/** All fields: flat, in an object, in a list, in products, as text, in URLs and in names. */
const properties = () => ({
  product_id: visible,
  price: 5,
  currency: 'EUR',
  ...fields,
  customer: { ...fields, name: fields.fullName },
  billing: { address: fields },
  contacts: [fields, { person: fields }],
  products: [{ product_id: visible, price: 5, ...fields }],
  note: `please write to ${email()}, or to <${email()}>`,
  coupon: email(),
  link: `https://shop.example/?q=${encodeURIComponent(email())}`,
  url: `https://shop.example/a?email=${email()}&first_name=${fields.first_name}`,
  [email()]: 1,
  [email().split('.')[0] as string]: { example: 1 },
});
const context = () => ({
  fbp: 'fb.1.1700000000000.42',
  traits,
  page: {
    url: `https://shop.example/a?email=${email()}&phone=${encodeURIComponent(fields.phone as string)}`,
    referrer: `https://shop.example/${email()}?mail=${encodeURIComponent(email())}`,
    title: `Account of ${email()}`,
  },
});
const message = (type: string, more: object = {}) => ({
  type,
  event: 'Product Viewed',
  name: 'Boots',
  userId: email(),
  anonymousId: email(),
  traits,
  properties: properties(),
  context: context(),
  ...more,
});
const order = (id: string) => ({ ...properties(), order_id: id, revenue: 5 });

const types = ['track', 'page', 'screen', 'identify', 'group', 'alias'];
/** Messages that are accepted, rejected, skipped or unreadable. */
const messages = () => [
  ...types.map((type) => message(type)),
  message('track', { event: 'Order Completed', properties: order('1') }),
  message('track', { event: 'Order Completed', properties: order(email()) }),
  message('track', { event: `Bought by ${email()}` }),
  message('track', { timestamp: email() }),
  message('track', { context: { ...context(), consent: 'denied', fbp: 'fb.1.1700000000000.43' } }),
  message('track', { context: { consent: email() } }),
  message(email()),
  { type: 'track', event: email(), properties: properties() },
  [email()],
  email(),
];

let fixture: Fixture;
let outbox: Outbox;
let twinbeam: Twinbeam;
let server: TwinbeamServer;
const responses: string[] = [];
const requestsToMeta: string[] = [];

/** Starts an instance that records its requests to Meta, without the header that contains the token. */
const start = (dispatch: boolean) =>
  fixture.start({
    pixels: [{ pixelId: '1', accessToken, appSecret }],
    outbox,
    dispatch,
    writeKey,
    serverKey,
    secret,
    rememberMatchKeys: true,
    metrics: { token: metricsToken },
    rateLimit: { enabled: false },
    collect: { maxDelayMs: 60_000 },
    async fetch(url, init) {
      requestsToMeta.push(`${url} ${init?.body}`);
      return fetch(url, init);
    },
  });

const keepResponse = ({ status, headers, text }: { status: number; headers: object; text: string }) => {
  responses.push(`${status} ${JSON.stringify(headers)} ${text}`);
};
const post = async (path: string, body: string, headers: Record<string, string> = {}) =>
  keepResponse(await server.post(path, body, headers));
const get = async (path: string, headers: Record<string, string> = {}) => keepResponse(await server.get(path, headers));
const toBasic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` });

/** Sends everything in every way that is open to a stranger, a page, a library and server code. */
async function sendAll(): Promise<void> {
  await post('/collect', JSON.stringify({ batch: messages() }));
  for (const single of messages()) await post('/collect', JSON.stringify({ batch: [single] }));
  const cookie = `_fbp=${email()}; _fbc=fb.1.1.${email()}; twinbeam_id=${email()}; twinbeam_consent=granted`;
  await post('/collect', JSON.stringify({ batch: [message('track')] }), {
    cookie,
    referer: `https://shop.example/?email=${email()}`,
  });
  await post('/collect', JSON.stringify({ batch: [message('track')] }), { cookie: `twinbeam_consent=${email()}` });
  await post('/collect', `{"batch":[{"type":"track","email":"${email()}"`);
  await post('/collect', JSON.stringify({ batch: [email().repeat(30_000)] }));
  await post('/collect', JSON.stringify({ batch: messages(), sentAt: email(), [email()]: email() }), {
    'user-agent': 'Googlebot/2.1',
  });
  for (const key of [writeKey, serverKey]) {
    for (const type of types) await post(`/v1/${type}`, JSON.stringify(message(type)), toBasic(key));
    await post('/v1/batch', JSON.stringify({ batch: messages(), writeKey: key }));
  }
  await post('/v1/batch', JSON.stringify({ batch: messages() }), toBasic(email()));
  await post(`/v1/batch?writeKey=${serverKey}`, JSON.stringify({ batch: messages() }));
  const zipped = await fetch(`http://localhost:${server.port}/twin/v1/batch`, {
    method: 'POST',
    headers: { 'user-agent': 'Mozilla/5.0', 'content-encoding': 'gzip', ...toBasic(writeKey) },
    body: gzipSync(JSON.stringify({ batch: messages() })),
  });
  responses.push(await zipped.text());

  const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'Mozilla/5.0', url: `https://s.example/?e=${email()}` };
  await twinbeam.track('Order Completed', order('2'), { identity, userId: email(), traits });
  await twinbeam.track('Lead', properties(), { identity, userId: email(), eventId: 'lead' });
  for (const single of messages()) await twinbeam.send(single as never);

  for (const path of ['/health', '/health/ready', '/metrics', `/${email()}`, `/t.js?email=${email()}`]) {
    await get(path);
    await get(path, { authorization: `Bearer ${metricsToken}` });
    await get(path, { authorization: `Bearer ${email()}` });
  }
  responses.push(await sendBroken());
}

/** Sends bytes that are not HTTP. */
async function sendBroken(): Promise<string> {
  const socket = connect(server.port, 'localhost');
  socket.end(`POST /twin/collect HTTP/1.1\r\nHost: ${email()}\r\nContent-Length: 9\r\n\r\n${email()}`);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

/** Turns some of the pending events into dead letters, and quarantines some. */
async function moveSome(): Promise<void> {
  for (const lane of ['server', 'page'] as const) {
    const dead = await outbox.take('1', 4, 60_000, { lane });
    await outbox.setAside(toIds(dead), { reason: 'refused' });
    const refused = await outbox.take('1', 4, 60_000, { lane });
    await outbox.postpone(toIds(refused), Date.now() + 3_600_000, {
      lane: 'quarantine',
      refusal: { reason: 'refused' },
    });
  }
}

/**
 * Reads every byte of the outbox in a separate process, because a process that closes a file of LMDB loses its locks on
 * it (POSIX `fcntl`).
 */
function readDisk(): Record<string, string> {
  const files = readdirSync(fixture.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const read = (path: string) => execFileSync('cat', [path], { encoding: 'latin1', maxBuffer: 1e9 });
  return Object.fromEntries(files.map(({ parentPath, name }) => [name, read(join(parentPath, name))]));
}

async function runCommands(): Promise<string[]> {
  const env = {
    TWINBEAM_OUTBOX: `lmdb:${fixture.folder}`,
    META_PIXEL_ID: '1',
    META_ACCESS_TOKEN: accessToken,
    META_APP_SECRET: appSecret,
    META_GRAPH_URL: fixture.sandbox.url,
    TWINBEAM_METRICS_TOKEN: metricsToken,
    TWINBEAM_SERVER_KEY: serverKey,
    TWINBEAM_SECRET: secret,
  };
  const texts: string[] = [];
  const run = async (...args: string[]): Promise<CommandResult> => {
    const result = await runTwinbeam(env, ...args);
    texts.push(result.out + result.error);
    return result;
  };
  const { out } = await run('dead', 'list');
  for (const line of out.trim().split('\n').slice(2)) await run('dead', 'show', line.split(' ')[0] ?? '');
  for (const command of ['outbox list', 'outbox check', 'stats', 'doctor', '--help']) await run(...command.split(' '));
  const { email: address = '', phone = '' } = fields;
  await run('forget', '--email', address, '--phone', phone, '--external-id', address);
  return texts;
}

beforeAll(async () => {
  fixture = await createFixture(() => ({}));
  outbox = createLmdbOutbox({ path: fixture.folder });
  twinbeam = start(false);
  server = await serveTwinbeam(twinbeam, (app) => {
    app.set('env', 'production');
    app.set('trust proxy', 1);
  });
  await sendAll();
}, 120_000);
afterAll(async () => {
  server.close();
  await fixture.close();
});

describe('marked personal data under 60 names, and marked secrets', () => {
  it('are found by this search in every form', () => {
    expect(personalFields.length).toBeGreaterThanOrEqual(60);
    const text = 'jane@doe.example';
    const forms = [
      text,
      text.toUpperCase(),
      encodeURIComponent(text),
      btoa(text),
      btoa(`x${text}`),
      btoa(`xx${text}y`),
    ];
    for (const form of forms) expect(findLeaks([text], { place: `a ${form} b` })).toEqual([`${text} in place`]);
    expect(findLeaks([text], { place: 'john@doe.example' })).toEqual([]);
  });

  it('are not on the disk: in pending, quarantined and dead events', async () => {
    expect((await outbox.stats()).pending).toBeGreaterThan(30);
    expect(findLeaks([visible], readDisk())).toContain(`${visible} in data.mdb`);
    await moveSome();
    expect(await outbox.stats()).toMatchObject({ deadLetters: 8, quarantined: 8 });
    expect(findLeaks([...marks, ...secrets], readDisk())).toEqual([]);
  }, 60_000);

  it('are not in the log, nor in responses, health and metrics', () => {
    expect(fixture.logged.length).toBeGreaterThan(3);
    expect(responses.length).toBeGreaterThan(50);
    const named = Object.fromEntries(responses.map((text, index) => [`response ${index}`, text]));
    const places = { log: fixture.logged.join('\n'), ...named };
    expect(findLeaks([...marks, ...secrets], places)).toEqual([]);
  }, 60_000);

  it('are not in what the command line prints', async () => {
    const texts = await runCommands();
    expect(findLeaks([visible], { texts: texts.join('\n') })).not.toEqual([]);
    expect(findLeaks([...marks, ...secrets], { 'command line': texts.join('\n') })).toEqual([]);
  }, 120_000);

  it('are not in requests to Meta, nor in the log of refused events', async () => {
    // The command line has deleted all pending events of the person, so they are sent again.
    for (const single of messages()) await twinbeam.send(single as never);
    expect((await outbox.stats()).pending).toBeGreaterThan(0);
    fixture.sandbox.break({ target: 'graph', badEvents: 3 });
    const sender = start(true);
    await expect.poll(async () => (await sender.stats()).pending, { timeout: 30_000 }).toBe(0);
    expect(requestsToMeta.length).toBeGreaterThan(0);
    const places = { requests: requestsToMeta.join('\n'), log: fixture.logged.join('\n'), ...readDisk() };
    expect(findLeaks([...marks, ...secrets], places)).toEqual([]);
  }, 60_000);
});

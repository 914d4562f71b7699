import { createSandbox, type Fault, type Sandbox } from '@twinbeam/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Weakness } from './find-weaknesses.js';
import { createQualityCommand } from './quality.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  vi.stubEnv('META_PIXEL_ID', '1');
  vi.stubEnv('META_ACCESS_TOKEN', 'EAAsecretToken');
  vi.stubEnv('META_GRAPH_URL', sandbox.url);
});
afterEach(() => {
  vi.unstubAllEnvs();
  sandbox.clear();
  sandbox.mend();
  process.exitCode = undefined;
});

const hash = 'a'.repeat(64);
const userData = {
  ...{ em: hash, ph: hash, external_id: hash, fbp: 'fb.1.1700000000000.42', fbc: 'fb.1.1700000000000.AbC' },
  ...{ client_ip_address: '93.184.216.34', client_user_agent: 'Mozilla/5.0' },
};

/** Events of both legs with one weakness. */
interface Weak {
  /** Match keys missing from the server events. */
  without?: (keyof typeof userData)[];
  /** Number of hits of the page that have no server event. */
  alone?: number;
  /** Whether there is also a hit without an event id. */
  hitWithoutId?: boolean;
  /** Whether there is also a server event without an event id. */
  eventWithoutId?: boolean;
  ageHours?: number;
}

async function sendEvents({ without = [], alone = 0, hitWithoutId, eventWithoutId, ageHours = 0 }: Weak) {
  const user_data = Object.fromEntries(Object.entries(userData).filter(([key]) => !without.includes(key as never)));
  const event = {
    ...{ event_name: 'Lead', event_time: Math.floor(Date.now() / 1000) - ageHours * 3_600, action_source: 'website' },
    ...{ event_source_url: 'https://s.example/', user_data },
  };
  const ids = ['a', 'b'];
  const data = [
    ...ids.map((event_id) => ({ ...event, event_id })),
    // From another person, so that Meta does not match it with the others.
    ...(eventWithoutId
      ? [{ ...event, user_data: { ...user_data, external_id: 'b'.repeat(64), fbp: 'fb.1.1700000000000.7' } }]
      : []),
  ];
  const response = await fetch(`${sandbox.url}/v26.0/1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
    body: JSON.stringify({ data }),
  });
  expect([response.status, await response.text()]).toEqual([200, expect.anything()]);
  const hits = [
    ...ids.map((id) => `&eid=${id}`),
    ...Array.from({ length: alone }, (_, index) => `&eid=alone-${index}`),
  ];
  if (hitWithoutId) hits.push(`&fbp=${userData.fbp}`);
  for (const hit of hits) {
    await fetch(`${sandbox.url}/tr/?id=1&ev=Lead&dl=https%3A%2F%2Fs.example%2F&ts=${Date.now()}${hit}`);
  }
}

async function run(...args: string[]): Promise<{ code: unknown; weaknesses: Weakness[] }> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    await createQualityCommand().parseAsync([...args, '--json'], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return { code: process.exitCode, ...(JSON.parse(written.join('')) as { weaknesses: Weakness[] }) };
}

const all = ['--min-quality', '8.9', '--min-coverage', '60'];
type Figure = Weakness['figure'];

describe('twinbeam quality', { timeout: 60_000 }, () => {
  it('finds nothing where all is well', async () => {
    await sendEvents({});
    expect(await run('--min-quality', '8.9', '--min-coverage', '100')).toMatchObject({ code: 0, weaknesses: [] });
  });

  it.each<[weakness: string, weak: Weak, figure: Figure, advice: RegExp, code: number]>([
    ['no e-mail', { without: ['em'] }, 'matchQuality', /^email \(0 %\): call identify\(userId, { email }\)[^;]*$/, 1],
    ['no phone', { without: ['ph'] }, 'matchQuality', /^phone \(0 %\): pass traits: { phone }[^;]*$/, 1],
    ['no click id', { without: ['fbc'] }, 'matchQuality', /^fbc \(0 %\): keep the query of landing pages[^;]*$/, 1],
    ['no user id', { without: ['external_id'] }, 'matchQuality', /^external_id \(0 %\): pass userId/, 1],
    ['no cookie', { without: ['fbp'] }, 'matchQuality', /^fbp \(0 %\): .*twinbeam doctor --page shows whether/, 1],
    [
      'no address',
      { without: ['client_ip_address'] },
      'matchQuality',
      /^ip_address \(0 %\): visitors on this machine[^;]*right on localhost[^;]*live site, trust the proxy[^;]*$/,
      1,
    ],
    ['hits without a server event', { alone: 2 }, 'coverage', /^send the event with track\(\) on the page/, 1],
    ['hits without an id', { hitWithoutId: true }, 'dedupeKey', /events of the page.*twinbeam doctor --page/, 0],
    ['events without an id', { eventWithoutId: true }, 'dedupeKey', /events of the server.*Events Manager, Diagn/, 0],
    ['events of hours before', { ageHours: 3 }, 'freshness', /^check that a dispatcher runs/, 0],
    ['events of days before', { ageHours: 40 }, 'freshness', /not in a nightly job$/, 0],
  ])('finds %s, and nothing else', async (_weakness, weak, figure, advice, code) => {
    await sendEvents(weak);
    const { code: found, weaknesses } = await run(...all);
    expect(weaknesses).toEqual([
      { event: 'Lead', figure, text: expect.any(String), advice: expect.stringMatching(advice) },
    ]);
    expect(found).toBe(code);
  });

  it('says nothing of the server leg of an event that only pages send, nor of Meta’s automatic events', async () => {
    for (const hit of ['ev=Lead&eid=a', 'ev=SubscribedButtonClick']) {
      await fetch(`${sandbox.url}/tr/?id=1&${hit}&dl=https%3A%2F%2Fs.example%2F&ts=${Date.now()}`);
    }
    expect((await run()).weaknesses).toEqual([expect.objectContaining({ event: 'Lead', figure: 'coverage' })]);
  });

  it.each<[fault: string, fault: Omit<Fault, 'target'>, text: RegExp]>([
    ['an expired token', { status: 401, code: 190 }, /create a new one in Events Manager/],
    ['a permission that is missing', { status: 403, code: 10 }, /code 10.*needs ads_read, and ads_management/],
    ['a wrong pixel', { status: 400, code: 100, subcode: 33 }, /pixel 1 .*besides its permission for the pixel/],
    ['a rate limit', { status: 429, code: 4 }, /wait some minutes/],
    ['a failure at Meta', { status: 500, code: 2 }, /metastatus\.com/],
    ['a response that is not Graph’s', { status: 418 }, /META_GRAPH_URL is right/],
    ['a connection that is cut', { cut: 'before' }, /cannot be reached: does a firewall or proxy block it/],
  ])('explains %s, with the exit code 3', async (_fault, fault, text) => {
    sandbox.break({ target: 'graph', ...fault });
    const error = await run().then(
      () => undefined,
      (thrown: Error & { exitCode: number }) => thrown,
    );
    expect([error?.exitCode, error?.message]).toEqual([3, expect.stringMatching(text)]);
    expect(error?.message).not.toContain('EAAsecretToken');
  });
});

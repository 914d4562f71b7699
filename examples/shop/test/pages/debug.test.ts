import { beforeEach, expect, it } from 'vitest';
import { describeInFastBrowsers } from '../support/fixture.js';

describeInFastBrowsers('the debug mode', (fixture) => {
  let printed: string[];
  beforeEach(() => {
    printed = [];
    fixture.session.page.on('console', (line) => printed.push(line.text()));
  });

  const open = async (path = '/?twinbeam_debug', attribute = '', html = '') => {
    fixture.server.putPage(
      '/',
      `<!doctype html><title>Shop</title>${html}<script async src="/twin/t.js" ${attribute}></script>`,
    );
    await fixture.session.page.goto(fixture.server.url(path));
    await fixture.session.page.waitForFunction('window.twinbeam?.track', { polling: 50 });
  };
  const titles = () => printed.filter((text) => /^Twinbeam {2}(?!the).*: /.test(text));
  const line = (start: string) => printed.filter((text) => text.startsWith(start)).at(-1);

  it.each([
    ['the address', '/?a=1&twinbeam_debug', ''],
    ['the tag', '/', 'data-debug'],
  ])('is asked for by %s, and tells of the page view that came before it', async (_by, path, attribute) => {
    await open(path, attribute);
    await expect.poll(titles).toEqual(['Twinbeam  page → PageView: both legs, one id']);
    await expect.poll(() => fixture.server.names('browser')).toEqual(['PageView']);
    const [hit] = fixture.server.received('browser');
    await expect.poll(() => line('Pixel 1234567890')).toContain(`trackSingle PageView, id ${hit?.event_id}`);
    await expect.poll(() => line('Server')).toContain(`accepted, id ${hit?.event_id}`);
    expect(fixture.session.errors).toEqual([]);
  });

  it('is not there unless it is asked for', async () => {
    await open('/');
    await expect.poll(() => fixture.server.names('browser')).toEqual(['PageView']);
    expect(printed).toEqual([]);
  });

  it('names the match keys that an event has and lacks, and the cookies, and shows none of them', async () => {
    await open();
    await fixture.session.page.evaluate(
      `twinbeam.identify('user-77', { email: 'ada@example.com', address: { city: 'Samplestadt' } }); twinbeam.track('Lead')`,
    );
    await expect.poll(titles).toContain('Twinbeam  Lead → Lead: both legs, one id');
    await expect.poll(() => line('Match keys')).toBe('Match keys        external_id, em, ct, fbp');
    await expect.poll(() => line('Missing')).toContain('ph: identify(userId, { phone })');
    await expect.poll(() => printed.some((text) => /^_fbp +well-formed$/.test(text))).toBe(true);
    await expect.poll(() => line('Data of the Pixel')).toBeDefined();
    const cookies = (await fixture.session.page.cookies()).map(({ value }) => value);
    expect(cookies.length).toBeGreaterThan(1);
    for (const secret of ['ada@', 'user-77', 'Samplestadt', ...cookies])
      expect(printed.join('\n')).not.toContain(secret);
  });

  it('says why an event goes by no leg, in the words of the server', async () => {
    await open();
    await fixture.session.page.evaluate(`twinbeam.track('Order Completed', { currency: 'EUR' })`);
    await expect
      .poll(titles)
      .toContainEqual(expect.stringMatching(/^Twinbeam {2}Order Completed: NO LEG: 'properties\.revenue' is required/));
    await expect.poll(() => line('Pixel 1234567890')).toContain('not fired');
    await expect.poll(() => line('Pixel 1234567890')).toContain('error: revenue-required (properties.revenue)');
    await expect
      .poll(() => printed.some((text) => text.trim().startsWith("error: 'properties.revenue' is required")))
      .toBe(true);
  });

  it("says that Meta's library or the own server does not answer", async () => {
    fixture.server.break('/twin/collect', () => undefined);
    fixture.server.sandbox.break({ target: 'pixel', status: 500 });
    await open();
    await expect.poll(titles).toEqual(['Twinbeam  page → PageView: NO LEG']);
    await expect.poll(() => line('Server')).toContain('no result');
    await expect.poll(() => printed.some((text) => text.includes("waits for Meta's library"))).toBe(true);
  });

  it("says that the Pixel's leg is missing", async () => {
    await open(
      undefined,
      undefined,
      `<script>Object.defineProperty(window, 'fbq', { set() { throw new Error('taken') } })</script>`,
    );
    await expect.poll(titles).toEqual(['Twinbeam  page: server leg only']);
    await expect.poll(() => line('Pixel ')).toContain('not fired: the page has no pixel, or the console says why');
  });

  it("says that the server's leg is missing, and of its late answer", async () => {
    let mend: (() => void) | undefined;
    fixture.server.break('/twin/collect', (_req, _res, next) => {
      mend = next;
    });
    await open();
    await expect.poll(titles).toEqual(['Twinbeam  page → PageView: Pixel leg only']);
    mend?.();
    await expect
      .poll(() => line('Twinbeam  the server has responded late'))
      .toContain(`accepted, id ${fixture.server.received('browser')[0]?.event_id}`);
  });

  it('says why the server has skipped an event', async () => {
    await fixture.restart({ collect: { serverOnly: ['PageView'] } });
    await open();
    await expect.poll(titles).toEqual(['Twinbeam  page → PageView: Pixel leg only, skipped by the server']);
    await expect.poll(() => line('Server')).toMatch(/skipped: .+/);
  });

  it('says what the visitor has decided, and what becomes of events until then', async () => {
    await open('/?twinbeam_debug', 'data-consent="pending"');
    await expect
      .poll(() => line('Twinbeam  consent'))
      .toBe(
        "Twinbeam  consent is pending, events are queued until there is a decision (the tag's option data-consent)",
      );
    expect(line('Twinbeam  1')).toBe('Twinbeam  1 event waits for consent');
    await fixture.session.page.evaluate(`twinbeam.consent('granted')`);
    await expect.poll(titles).toEqual(['Twinbeam  page → PageView: both legs, one id']);
    await fixture.session.page.evaluate(`twinbeam.consent('denied'); twinbeam.track('Lead')`);
    await expect
      .poll(() => line('Twinbeam  consent'))
      .toMatch(/consent is denied, nothing is sent or stored.*\(a call of consent\(\)\)$/);
    expect(titles()).toHaveLength(1);
  });
});

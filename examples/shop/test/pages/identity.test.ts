import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';

const host = 'www.shop.test';

describeInFastBrowsers('identity', (fixture) => {
  const tag = () => fixture.server.twinbeam.scriptTag();
  const cookie = (name: string) =>
    fixture.evaluate<string[]>(
      `document.cookie.split('; ').flatMap((pair) => pair.startsWith('${name}=') ? pair.slice(${name.length + 1}) : [])`,
    );
  /** Returns the values of a match key in all received events. */
  const values = (key: string) => [
    ...new Set(fixture.server.sandbox.events().map(({ user_data }) => String(user_data[key]))),
  ];
  const itWithCookies = it.skipIf(fixture.isMetaLibrary);
  const script = (cookies: string[]) =>
    `<script>for (const text of ${JSON.stringify(cookies)}) document.cookie = text</script>`;

  itWithCookies(
    'is one on both legs, from two events at once of a new visitor on, and in the cookie that the server sets',
    async () => {
      await fixture.open(`${tag()}<script>twinbeam.track('Lead')</script>`, { host });
      expect(await fixture.arrivedNames()).toEqual(byBoth('Lead', 'PageView'));
      const [fbp, ...more] = await cookie('_fbp');
      expect(more).toEqual([]);
      expect(fbp).toMatch(/^fb\.1\.\d{13}\.\d+$/);
      expect(values('fbp')).toEqual([fbp]);
      // By now the server has set it, on the domain of the whole site.
      const pay = await fixture.session.openTab();
      await fixture.open('', { host: 'pay.shop.test', page: pay });
      expect(await fixture.evaluate('document.cookie', pay)).toContain(`_fbp=${fbp}`);
    },
  );

  itWithCookies.each([
    ['on the site’s domain', ';domain=shop.test'],
    ['on the host, before ours', ''],
  ])('is repaired when a cookie is garbage %s', async (_name, where) => {
    await fixture.open(`${script([`_fbp=garbage;path=/${where}`, `_fbc=fb.1.x;path=/${where}`])}${tag()}`, { host });
    await fixture.arrivedNames();
    expect([await cookie('_fbp'), await cookie('_fbc')]).toEqual([[expect.stringMatching(/^fb\.1\.\d+\.\d+$/)], []]);
    expect(values('fbp')).toEqual(await cookie('_fbp'));
    expect(values('fbc')).toEqual(['undefined']);
  });

  itWithCookies('is carried on unchanged from cookies of five parts', async () => {
    const [fbp, fbc] = ['fb.1.1700000000000.42.AQYCAQMB', 'fb.1.1700000000000.Old-_41.Bg'];
    await fixture.open(
      `${script([`_fbp=${fbp};path=/;domain=shop.test`, `_fbc=${fbc};path=/;domain=shop.test`])}${tag()}`,
      { host },
    );
    await fixture.arrivedNames();
    expect([values('fbp'), values('fbc')]).toEqual([[fbp], [fbc]]);
    expect([await cookie('_fbp'), await cookie('_fbc')]).toEqual([[fbp], [fbc]]);
  });

  itWithCookies(
    'lasts where the browser deletes what scripts have written, as Safari does after seven days',
    async () => {
      // Two seconds stand for the seven days.
      await fixture.changeVisitor({
        before: () => {
          const { get, set } = Object.getOwnPropertyDescriptor(
            Document.prototype,
            'cookie',
          ) as Required<PropertyDescriptor>;
          const capped = (text: string) => text.replace(/max-age=\d\d+/, 'max-age=2');
          Object.defineProperty(Document.prototype, 'cookie', {
            get,
            set(text: string) {
              set.call(this, capped(text));
            },
          });
        },
      });
      await fixture.open(tag(), { host, path: '/?fbclid=IwAR0-a' });
      await fixture.arrivedNames();
      const ids = () => ['fbp', 'fbc', 'external_id'].map(values);
      const first = ids();
      // Meta's library writes its cookies with each event, after the server has.
      await fixture.evaluate(`for (const pair of document.cookie.split('; ')) {
      if (!pair.startsWith('twinbeam_keep')) document.cookie = pair + ';path=/;domain=shop.test;max-age=99'
    }`);
      await expect.poll(() => fixture.evaluate('document.cookie')).toMatch(/^twinbeam_keep=[^;]*$/);
      await fixture.open(tag(), { host });
      await fixture.arrivedNames();
      expect(ids()).toEqual(first);
      expect([await cookie('_fbp'), await cookie('_fbc')]).toEqual(first.slice(0, 2));
    },
  );

  itWithCookies(
    'takes the click id of the address, byte for byte, and of another page’s when there is none',
    async () => {
      await fixture.open(tag(), { host, path: `/?fbclid=${'IwAR-a_B7E'}` });
      await fixture.arrivedNames();
      expect(values('fbc')).toEqual(await cookie('_fbc'));
      expect((await cookie('_fbc'))[0]?.split('.').slice(3)).toEqual(['IwAR-a_B7E']);
    },
  );

  // Firefox removes the query from such a referrer.
  it.skipIf(fixture.browser === 'firefox' || fixture.isMetaLibrary)(
    'takes the click id of the page that an in-app browser came from',
    async () => {
      fixture.server.putPage('/', `<!doctype html><a href="/next">on</a>`);
      fixture.server.putPage('/next', `<!doctype html>${tag()}`);
      await fixture.session.page.goto(fixture.server.url('/?fbclid=FromBefore', host));
      await Promise.all([fixture.session.page.waitForNavigation(), fixture.session.page.click('a')]);
      await fixture.arrivedNames();
      expect((await cookie('_fbc'))[0]).toMatch(/^fb\.1\.\d{13}\.FromBefore$/);
      expect(values('fbc')).toEqual(await cookie('_fbc'));
    },
  );

  it('takes the click id that a router has taken from the address before the script has come', async () => {
    fixture.server.break('/twin/t.js', (_req, _res, next) => void setTimeout(next, 300));
    await fixture.open(`${tag()}<script>history.replaceState({}, '', '/')</script>`, { host, path: '/?fbclid=Early' });
    await fixture.arrivedNames();
    expect((await cookie('_fbc'))[0]).toMatch(/^fb\.1\.\d{13}\.Early$/);
  });

  it('is the one that comes after a reset, both before the script', async () => {
    await fixture.open(
      `${tag()}<script>
        twinbeam.identify('u1', { phone: '0170 1234567' });
        twinbeam.reset();
        twinbeam.identify('u2', { email: 'ada@example.com' });
        twinbeam.track('Lead');
      </script>`,
      { host },
    );
    await fixture.arrivedNames();
    expect([values('em'), values('ph')]).toEqual([[expect.stringMatching(/^[0-9a-f]{64}$/)], ['undefined']]);
  });

  it('stays with the events before a reset, though the script comes later', async () => {
    await fixture.open(
      `${tag()}<script>
        twinbeam.identify('u1', { email: 'ada@example.com' });
        twinbeam.track('Lead');
        twinbeam.reset();
        twinbeam.track('Contact');
      </script>`,
      { host },
    );
    await fixture.arrivedNames();
    const known = fixture.server.received('server').filter(({ user_data }) => user_data.em);
    expect(known.map(({ event_name }) => event_name).sort()).toEqual(['Lead', 'PageView']);
  });

  it('has the same external id on both legs, before and after the visitor is known', async () => {
    await fixture.open(tag(), { host });
    await fixture.arrivedNames();
    const [unknown] = values('external_id');
    expect(values('external_id')).toEqual([unknown]);
    fixture.server.sandbox.clear();
    await fixture.open(`${tag()}<script>twinbeam.identify('User 1', { email: 'ada@example.com' })</script>`, { host });
    await fixture.arrivedNames();
    expect(values('external_id')).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(values('external_id')).not.toEqual([unknown]);
    expect(values('em')).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it.each([
    ['for the session of the tab', 'session', false],
    ['until it is reset, when the page asks for it', 'local', true],
  ] as const)('keeps what it was told %s', async (_name, keepUser, elsewhere) => {
    const plain = fixture.server.twinbeam.scriptTag({ keepUser });
    await fixture.open(`${plain}<script>twinbeam.identify('u1', { email: 'ada@example.com' })</script>`, { host });
    await fixture.arrivedNames();
    await fixture.open(plain, { host });
    fixture.server.sandbox.clear();
    await fixture.arrivedNames();
    expect(values('em')).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);

    const tab = await fixture.session.openTab();
    await fixture.open(plain, { host, page: tab });
    fixture.server.sandbox.clear();
    await fixture.arrivedNames(tab);
    expect(values('em')).toEqual(elsewhere ? [expect.stringMatching(/^[0-9a-f]{64}$/)] : ['undefined']);

    const [before] = await cookie('twinbeam_id');
    await fixture.evaluate('twinbeam.reset()');
    expect(
      await fixture.evaluate(
        `[...Object.values(localStorage), ...Object.values(sessionStorage)].join().includes('ada@')`,
      ),
    ).toBe(false);
    expect(await cookie('twinbeam_id')).not.toEqual([before]);
  });
});

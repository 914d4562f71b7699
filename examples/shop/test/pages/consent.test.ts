import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';

describeInFastBrowsers('consent', (fixture) => {
  const tag = (...options: Parameters<typeof fixture.server.twinbeam.scriptTag>) =>
    fixture.server.twinbeam.scriptTag(...options);
  const traces = () =>
    fixture.evaluate<string[]>(
      `[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)`,
    );
  const silent = async (...files: string[]) => {
    await fixture.wait();
    expect(fixture.requestedPaths()).toEqual(['/twin/t.js', ...files]);
    expect(fixture.server.posts).toEqual([]);
    expect(fixture.server.sandbox.events()).toEqual([]);
  };

  it('that is pending holds everything in memory, and once granted sends it once, as it was', async () => {
    await fixture.open(
      `${tag({ consent: 'pending' })}<script>
        twinbeam.identify('u1', { email: 'ada@example.com' });
        ids = [twinbeam.track('Lead', { a: 1 })];
      </script>`,
      { path: '/?fbclid=Click1' },
    );
    const id = await fixture.evaluate<string>(`twinbeam.track('Contact')`);
    await silent();
    expect(await traces()).toEqual([]);

    await fixture.evaluate(
      `history.pushState({}, '', '/later'), twinbeam.consent('granted'), twinbeam.consent('granted')`,
    );
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'PageView', 'Lead', 'Contact'));
    for (const leg of ['browser', 'server'] as const) {
      const events = fixture.server.received(leg);
      expect(events.find(({ event_name }) => event_name === 'Contact')?.event_id).toBe(id);
      expect(events.find(({ event_name }) => event_name === 'Lead')?.event_id).toBe(
        (await fixture.evaluate<string[]>('ids'))[0],
      );
      const hasClick = (fbc: unknown) => (leg === 'browser' && fixture.isMetaLibrary) || /\.Click1$/.test(String(fbc));
      expect(events.every(({ user_data }) => hasClick(user_data.fbc) && user_data.em)).toBe(true);
    }
    const at = fixture.server
      .received('server')
      .map(({ event_name, event_source_url }) => `${event_name} ${event_source_url}`);
    expect(at).toContain(`Contact ${fixture.server.url('/')}?fbclid=Click1`);
    expect(await fixture.evaluate('document.cookie')).toContain('twinbeam_consent=granted');
    expect(fixture.session.errors).toEqual([]);
  });

  it('that the server requires is waited for, and remembered on the next page', async () => {
    await fixture.restart({ consent: { required: true } });
    const plain = '<script async src="/twin/t.js"></script>';
    await fixture.open(plain);
    await silent();
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    await fixture.open(plain, { path: '/next' });
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'PageView'));
  });

  it('that is denied is silence, for calls before the script and after', async () => {
    await fixture.open(`${tag({ consent: 'denied' })}<script>twinbeam.track('Lead')</script>`);
    expect(await fixture.evaluate(`[twinbeam.track('Lead'), twinbeam.page()].map(String)`)).toEqual([
      'undefined',
      'undefined',
    ]);
    await silent();
    expect(await traces()).toEqual([]);
  });

  it('that the stub was told counts before anything else', async () => {
    await fixture.open(`${tag()}<script>twinbeam.track('Lead'); twinbeam.consent('denied')</script>`);
    await silent();
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
    await fixture.open(tag(), { path: '/next' });
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
    await fixture.wait();
    expect(fixture.server.posts).toEqual([]);
  });

  it('that is withdrawn removes cookies and whatever is stored, also what waits for a server that is down', async () => {
    fixture.server.break('/twin/collect', (_req, res) => void res.sendStatus(503));
    await fixture.open(tag(), { host: 'www.shop.test' });
    await fixture.evaluate(
      `twinbeam.identify('u1', { email: 'ada@example.com' }), twinbeam.track('Purchase', { order_id: 7, revenue: 1 })`,
    );
    await expect.poll(() => fixture.server.names('browser')).toContain('Purchase');
    await expect
      .poll(() => fixture.evaluate<string[]>('Object.keys(localStorage)'))
      .toContain('twinbeam_sent_1234567890 purchase.7');
    expect(await traces()).not.toEqual([]);
    await fixture.evaluate(`twinbeam.consent('denied')`);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);

    fixture.server.mend();
    const hits = fixture.server.received('browser').length;
    await fixture.evaluate(`twinbeam.track('Lead'), fbq('trackSingle', '1234567890', 'Lead', {})`);
    await fixture.wait();
    expect(fixture.server.received('browser')).toHaveLength(hits);
    expect(fixture.server.received('server')).toEqual([]);

    await fixture.evaluate(`twinbeam.consent('granted')`);
    const { server } = await fixture.arrivedNames();
    expect(server).toEqual([]);
  });

  it('that is withdrawn in the same task loads nothing of Meta’s', async () => {
    await fixture.open(tag({ consent: 'pending' }));
    await fixture.evaluate(`twinbeam.consent('granted'), twinbeam.consent('denied')`);
    await fixture.wait();
    // The stub of Meta's library, which is installed with the leg.
    expect(await fixture.evaluate('typeof fbq')).toBe('undefined');
    expect(fixture.server.received('browser')).toEqual([]);
  });

  it('that is withdrawn in the task of an event keeps the event from both legs', async () => {
    await fixture.open(tag());
    const legs = () => [fixture.server.names('browser'), fixture.server.names('server')];
    await expect.poll(legs).toEqual([['PageView'], ['PageView']]);
    await fixture.evaluate(`twinbeam.track('Lead'), twinbeam.consent('denied')`);
    await fixture.wait();
    expect(legs()).toEqual([['PageView'], ['PageView']]);
  });

  it('of another platform is followed: Google’s consent mode', async () => {
    await fixture.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
        gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied' });</script>${tag({ consentFrom: 'datalayer' })}`,
    );
    await expect.poll(() => fixture.requestedPaths()).toContain('/twin/t-consent.js');
    await silent('/twin/t-consent.js');
    await fixture.evaluate(`gtag('consent', 'update', { ad_storage: 'granted', ad_user_data: 'denied' })`);
    await silent('/twin/t-consent.js');
    await fixture.evaluate(`gtag('consent', 'update', { ad_user_data: 'granted' }), twinbeam.track('Lead')`);
    expect((await fixture.arrivedNames()).server).toContain('Lead');
    await fixture.evaluate(`gtag('consent', 'update', { ad_storage: 'denied' })`);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('of Google’s consent mode is followed in a data layer that the page creates anew', async () => {
    // This script runs after the first data layer has been read.
    fixture.server.break('/late.js', async (_req, res) => {
      await expect.poll(() => fixture.server.posts.length).toBe(1);
      res.type('js').send(`dataLayer = [{ page: 'x' }]; gtag('consent', 'update', { ad_storage: 'denied' })`);
    });
    await fixture.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
        gtag('consent', 'default', { ad_storage: 'granted' });</script>${tag({ consentFrom: 'datalayer' })}<script src="/late.js" async></script>`,
    );
    await expect.poll(traces).toEqual(['twinbeam_consent=denied']);
  });

  it.each([
    ['every purpose', { consents: { 1: true, 3: true, 4: true, 7: true } }, '2~7.89~dv.', true],
    ['some purposes', { consents: { 1: true } }, '2~7.89~dv.', false],
    ['every purpose, but not Meta', { consents: { 1: true, 3: true, 4: true, 7: true } }, '2~7~dv.89', false],
  ])('of a TCF platform is followed: for %s', async (_name, purpose, addtlConsent, granted) => {
    await fixture.open(
      `<script>
        __tcfapi = (command, version, callback) => { tell = (data) => callback(data, true); tell({ eventStatus: 'cmpuishown' }) };
      </script>${tag({ consentFrom: 'tcf', consentProvider: '89' })}`,
    );
    await expect.poll(() => fixture.evaluate('typeof tell')).toBe('function');
    await silent('/twin/t-consent.js');
    await fixture.evaluate(`tell(${JSON.stringify({ eventStatus: 'useractioncomplete', purpose, addtlConsent })})`);
    expect(await fixture.evaluate('document.cookie')).toContain(`twinbeam_consent=${granted ? 'granted' : 'denied'}`);
    if (granted) expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    else await silent('/twin/t-consent.js');
  });

  it('of a TCF platform without a list of providers is followed', async () => {
    await fixture.open(
      `<script>__tcfapi = (command, version, callback) => { tell = (data) => callback(data, true) }</script>${tag({ consentFrom: 'tcf' })}`,
    );
    await expect.poll(() => fixture.evaluate('typeof tell')).toBe('function');
    const data = { eventStatus: 'tcloaded', purpose: { consents: { 1: true, 3: true, 4: true, 7: true } } };
    await fixture.evaluate(`tell(${JSON.stringify({ ...data, addtlConsent: null })})`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    // No error is thrown into the platform either.
    await fixture.evaluate(`tell(${JSON.stringify({ ...data, addtlConsent: {} })})`);
    expect(fixture.session.errors).toEqual([]);
  });

  it('of a TCF platform that comes long after the page has loaded is followed', async () => {
    await fixture.open(tag({ consentFrom: 'tcf' }));
    await expect.poll(() => fixture.requestedPaths()).toContain('/twin/t-consent.js');
    await fixture.wait();
    await fixture.evaluate(`void (__tcfapi = (command, version, callback) =>
      callback({ eventStatus: 'tcloaded', purpose: { consents: { 1: true, 3: true, 4: true, 7: true } } }, true))`);
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
  });

  it('of a TCF platform that comes late and throws is no error of the page, and nothing is sent', async () => {
    await fixture.open(tag({ consentFrom: 'tcf' }));
    await expect.poll(() => fixture.requestedPaths()).toContain('/twin/t-consent.js');
    await fixture.evaluate(`void (__tcfapi = () => { isAsked = true; throw new Error('not yet') })`);
    await expect.poll(() => fixture.evaluate('typeof isAsked')).toBe('boolean');
    await fixture.wait();
    expect(fixture.session.errors).toEqual([]);
    expect(fixture.server.names('server')).toEqual([]);
  });

  it.each([
    [
      'granted for all, denied for a region',
      [
        ['default', 'granted'],
        ['default', 'denied'],
      ],
    ],
    [
      'denied for a region, granted for all',
      [
        ['default', 'denied'],
        ['default', 'granted'],
      ],
    ],
  ])('of Google’s consent mode waits when some default denies: %s', async (_name, commands) => {
    const pushes = commands.map(([kind, value]) => `gtag('consent', '${kind}', { ad_storage: '${value}' });`).join('');
    await fixture.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) } ${pushes}</script>${tag({ consentFrom: 'datalayer' })}`,
    );
    await expect.poll(() => fixture.requestedPaths()).toContain('/twin/t-consent.js');
    await silent('/twin/t-consent.js');
    expect(await traces()).toEqual([]);
  });

  it('of Google’s consent mode that was withdrawn before the script loads nothing', async () => {
    await fixture.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
        gtag('consent', 'default', { ad_storage: 'granted' }); gtag('consent', 'update', { ad_storage: 'denied' });
      </script>${tag({ consentFrom: 'datalayer' })}`,
    );
    await expect.poll(() => fixture.requestedPaths()).toContain('/twin/t-consent.js');
    await silent('/twin/t-consent.js');
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('that is withdrawn in another tab counts in this one', async () => {
    await fixture.open(tag());
    await fixture.arrivedNames();
    const other = await fixture.session.openTab();
    await other.goto(fixture.server.url('/'));
    // The page view, and the events that were used to wait for it.
    await expect.poll(() => fixture.server.names('server')).toHaveLength(3);
    await other.evaluate(`twinbeam.consent('denied')`);
    const posts = fixture.server.posts.length;
    expect(await fixture.evaluate(`String(twinbeam.track('Purchase', { order_id: 7, revenue: 1 }))`)).toBe('undefined');
    await fixture.wait();
    expect(fixture.server.posts).toHaveLength(posts);
    expect(fixture.server.names('browser')).not.toContain('Purchase');
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('that is withdrawn while the server answers leaves no cookie of the answer’s', async () => {
    let answer = (): unknown => undefined;
    fixture.server.break('/twin/collect', (_req, _res, next) => {
      answer = next;
    });
    await fixture.open(tag());
    await expect.poll(() => fixture.server.posts.length).toBe(1);
    await fixture.evaluate(`twinbeam.consent('denied')`);
    answer();
    await fixture.wait(900);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('that is withdrawn before Meta’s library has come sends nothing when it comes', async () => {
    fixture.server.sandbox.break({ target: 'pixel', delayMs: 800 });
    await fixture.open(tag({ consent: 'pending' }));
    await fixture.evaluate(`twinbeam.consent('granted'), undefined`);
    await expect.poll(() => fixture.evaluate('window.fbq?.queue.length > 1')).toBe(true);
    await fixture.evaluate(`twinbeam.consent('denied')`);
    await expect.poll(() => fixture.evaluate('Boolean(fbq.callMethod)')).toBe(true);
    await fixture.wait();
    expect(fixture.server.received('browser')).toEqual([]);
  });

  it('that a server has written for the host alone is overruled', async () => {
    await fixture.open(tag(), { host: 'www.shop.test' });
    await fixture.arrivedNames();
    await fixture.evaluate(`document.cookie = 'twinbeam_consent=granted;path=/'`);
    await fixture.evaluate(`twinbeam.consent('denied')`);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('with Limited Data Use says so on both legs, on the next page too, until it is lifted', async () => {
    await fixture.restart({ limitedDataUse: true });
    await fixture.open(tag({ consent: 'pending' }));
    await fixture.evaluate(`twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 })`);
    await fixture.arrivedNames();
    await fixture.open(tag(), { path: '/next' });
    await fixture.arrivedNames();
    const limited = () => fixture.server.sandbox.events().map(({ data_processing }) => data_processing);
    expect(new Set(limited())).toEqual(new Set(['LDU,1,1000']));
    // A platform that only repeats `granted` does not lift the limit.
    await fixture.evaluate(`twinbeam.consent('granted'), twinbeam.track('Lead')`);
    await fixture.arrivedNames();
    expect(new Set(limited())).toEqual(new Set(['LDU,1,1000']));
    fixture.server.sandbox.clear();
    await fixture.evaluate(`twinbeam.consent('granted', { dataProcessingOptions: [] })`);
    await fixture.arrivedNames();
    expect(limited()).toEqual([',0,0', ',0,0']);
  });
});

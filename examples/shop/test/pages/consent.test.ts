import { expect, it } from 'vitest';
import { byBoth, describeStage } from './support/stage.js';

describeStage('consent', (stage) => {
  const tag = (...options: Parameters<typeof stage.site.twinbeam.scriptTag>) =>
    stage.site.twinbeam.scriptTag(...options);
  const traces = () =>
    stage.run<string[]>(
      `[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)`,
    );
  const silent = async (...files: string[]) => {
    await stage.pause();
    expect(stage.asked()).toEqual(['/twin/t.js', ...files]);
    expect(stage.site.posts).toEqual([]);
    expect(stage.site.sandbox.events()).toEqual([]);
  };

  it('that is pending holds everything in memory, and once granted sends it once, as it was', async () => {
    await stage.open(
      `${tag({ consent: 'pending' })}<script>
        twinbeam.identify('u1', { email: 'ada@example.com' });
        ids = [twinbeam.track('Lead', { a: 1 })];
      </script>`,
      { path: '/?fbclid=Click1' },
    );
    const id = await stage.run<string>(`twinbeam.track('Contact')`);
    await silent();
    expect(await traces()).toEqual([]);

    await stage.run(`history.pushState({}, '', '/later'), twinbeam.consent('granted'), twinbeam.consent('granted')`);
    expect(await stage.reached()).toEqual(byBoth('PageView', 'PageView', 'Lead', 'Contact'));
    for (const leg of ['browser', 'server'] as const) {
      const events = stage.site.received(leg);
      expect(events.find(({ event_name }) => event_name === 'Contact')?.event_id).toBe(id);
      expect(events.find(({ event_name }) => event_name === 'Lead')?.event_id).toBe(
        (await stage.run<string[]>('ids'))[0],
      );
      expect(events.every(({ user_data }) => /\.Click1$/.test(String(user_data.fbc)) && user_data.em)).toBe(true);
    }
    const at = stage.site
      .received('server')
      .map(({ event_name, event_source_url }) => `${event_name} ${event_source_url}`);
    expect(at).toContain(`Contact ${stage.site.url('/')}?fbclid=Click1`);
    expect(await stage.run('document.cookie')).toContain('twinbeam_consent=granted');
    expect(stage.visit.troubles).toEqual([]);
  });

  it('that the server requires is waited for, and remembered on the next page', async () => {
    await stage.rebuild({ consent: { required: true } });
    const plain = '<script async src="/twin/t.js"></script>';
    await stage.open(plain);
    await silent();
    await stage.run(`twinbeam.consent('granted')`);
    expect(await stage.reached()).toEqual(byBoth('PageView'));
    await stage.open(plain, { path: '/next' });
    expect(await stage.reached()).toEqual(byBoth('PageView', 'PageView'));
  });

  it('that is denied is silence, for calls before the script and after', async () => {
    await stage.open(`${tag({ consent: 'denied' })}<script>twinbeam.track('Lead')</script>`);
    expect(await stage.run(`[twinbeam.track('Lead'), twinbeam.page()].map(String)`)).toEqual([
      'undefined',
      'undefined',
    ]);
    await silent();
    expect(await traces()).toEqual([]);
  });

  it('that the stub was told counts before anything else', async () => {
    await stage.open(`${tag()}<script>twinbeam.track('Lead'); twinbeam.consent('denied')</script>`);
    await silent();
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
    await stage.open(tag(), { path: '/next' });
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
    await stage.pause();
    expect(stage.site.posts).toEqual([]);
  });

  it('that is withdrawn removes cookies and whatever is stored, also what waits for a server that is down', async () => {
    stage.site.break('/twin/collect', (_req, res) => void res.sendStatus(503));
    await stage.open(tag(), { host: 'www.shop.test' });
    await stage.run(
      `twinbeam.identify('u1', { email: 'ada@example.com' }), twinbeam.track('Purchase', { order_id: 7, revenue: 1 })`,
    );
    await expect.poll(() => stage.site.names('browser')).toContain('Purchase');
    await expect
      .poll(() => stage.run<string[]>('Object.keys(localStorage)'))
      .toContain('twinbeam_sent_1234567890 purchase.7');
    expect(await traces()).not.toEqual([]);
    await stage.run(`twinbeam.consent('denied')`);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);

    stage.site.mend();
    const hits = stage.site.received('browser').length;
    await stage.run(`twinbeam.track('Lead'), fbq('trackSingle', '1234567890', 'Lead', {})`);
    await stage.pause();
    expect(stage.site.received('browser')).toHaveLength(hits);
    expect(stage.site.received('server')).toEqual([]);

    await stage.run(`twinbeam.consent('granted')`);
    const { server } = await stage.reached();
    expect(server).toEqual([]);
  });

  it('that is withdrawn while the Pixel’s leg is on its way loads nothing of Meta’s', async () => {
    await stage.open(tag({ consent: 'pending' }));
    await stage.run(`twinbeam.consent('granted'), twinbeam.consent('denied')`);
    await expect.poll(() => stage.run('typeof twinbeam.createPixelLeg')).toBe('function');
    await stage.pause();
    // The stub of Meta's library, which is installed with the leg.
    expect(await stage.run('typeof fbq')).toBe('undefined');
    expect(stage.site.received('browser')).toEqual([]);
  });

  it('of another platform is followed: Google’s consent mode', async () => {
    await stage.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
        gtag('consent', 'default', { ad_storage: 'denied', ad_user_data: 'denied' });</script>${tag({ consentFrom: 'datalayer' })}`,
    );
    await expect.poll(() => stage.asked()).toContain('/twin/t-consent.js');
    await silent('/twin/t-consent.js');
    await stage.run(`gtag('consent', 'update', { ad_storage: 'granted', ad_user_data: 'denied' })`);
    await silent('/twin/t-consent.js');
    await stage.run(`gtag('consent', 'update', { ad_user_data: 'granted' }), twinbeam.track('Lead')`);
    expect((await stage.reached()).server).toContain('Lead');
    await stage.run(`gtag('consent', 'update', { ad_storage: 'denied' })`);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it.each([
    ['every purpose', { consents: { 1: true, 3: true, 4: true, 7: true } }, '2~7.89~dv.', true],
    ['some purposes', { consents: { 1: true } }, '2~7.89~dv.', false],
    ['every purpose, but not Meta', { consents: { 1: true, 3: true, 4: true, 7: true } }, '2~7~dv.89', false],
  ])('of a TCF platform is followed: for %s', async (_name, purpose, addtlConsent, granted) => {
    await stage.open(
      `<script>
        __tcfapi = (command, version, callback) => { tell = (data) => callback(data, true); tell({ eventStatus: 'cmpuishown' }) };
      </script>${tag({ consentFrom: 'tcf', consentProvider: '89' })}`,
    );
    await expect.poll(() => stage.run('typeof tell')).toBe('function');
    await silent('/twin/t-consent.js');
    await stage.run(`tell(${JSON.stringify({ eventStatus: 'useractioncomplete', purpose, addtlConsent })})`);
    expect(await stage.run('document.cookie')).toContain(`twinbeam_consent=${granted ? 'granted' : 'denied'}`);
    if (granted) expect(await stage.reached()).toEqual(byBoth('PageView'));
    else await silent('/twin/t-consent.js');
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
    await stage.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) } ${pushes}</script>${tag({ consentFrom: 'datalayer' })}`,
    );
    await expect.poll(() => stage.asked()).toContain('/twin/t-consent.js');
    await silent('/twin/t-consent.js');
    expect(await traces()).toEqual([]);
  });

  it('of Google’s consent mode that was withdrawn before the script loads nothing', async () => {
    await stage.open(
      `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
        gtag('consent', 'default', { ad_storage: 'granted' }); gtag('consent', 'update', { ad_storage: 'denied' });
      </script>${tag({ consentFrom: 'datalayer' })}`,
    );
    await expect.poll(() => stage.asked()).toContain('/twin/t-consent.js');
    await silent('/twin/t-consent.js');
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('that is withdrawn in another tab counts in this one', async () => {
    await stage.open(tag());
    await stage.reached();
    const other = await stage.visit.open();
    await other.goto(stage.site.url('/'));
    // The page view, and what has told that it has arrived.
    await expect.poll(() => stage.site.names('server')).toHaveLength(3);
    await other.evaluate(`twinbeam.consent('denied')`);
    const posts = stage.site.posts.length;
    expect(await stage.run(`String(twinbeam.track('Purchase', { order_id: 7, revenue: 1 }))`)).toBe('undefined');
    await stage.pause();
    expect(stage.site.posts).toHaveLength(posts);
    expect(stage.site.names('browser')).not.toContain('Purchase');
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('that is withdrawn while the server answers leaves no cookie of the answer’s', async () => {
    let answer = (): unknown => undefined;
    stage.site.break('/twin/collect', (_req, _res, next) => {
      answer = next;
    });
    await stage.open(tag());
    await expect.poll(() => stage.site.posts.length).toBe(1);
    await stage.run(`twinbeam.consent('denied')`);
    answer();
    await stage.pause(900);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('that is withdrawn before Meta’s library has come sends nothing when it comes', async () => {
    stage.site.sandbox.break({ target: 'pixel', delayMs: 800 });
    await stage.open(tag({ consent: 'pending' }));
    await stage.run(`twinbeam.consent('granted'), undefined`);
    await expect.poll(() => stage.run('window.fbq?.queue.length > 1')).toBe(true);
    await stage.run(`twinbeam.consent('denied')`);
    await expect.poll(() => stage.run('Boolean(fbq.callMethod)')).toBe(true);
    await stage.pause();
    expect(stage.site.received('browser')).toEqual([]);
  });

  it('that a server has written for the host alone is overruled', async () => {
    await stage.open(tag(), { host: 'www.shop.test' });
    await stage.reached();
    await stage.run(`document.cookie = 'twinbeam_consent=granted;path=/'`);
    await stage.run(`twinbeam.consent('denied')`);
    expect(await traces()).toEqual(['twinbeam_consent=denied']);
  });

  it('with Limited Data Use says so on both legs, on the next page too, until it is lifted', async () => {
    await stage.rebuild({ limitedDataUse: true });
    await stage.open(tag({ consent: 'pending' }));
    await stage.run(`twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 })`);
    await stage.reached();
    await stage.open(tag(), { path: '/next' });
    await stage.reached();
    const limited = () => stage.site.sandbox.events().map(({ data_processing }) => data_processing);
    expect(new Set(limited())).toEqual(new Set(['LDU,1,1000']));
    // A platform that only says yes again lifts nothing.
    await stage.run(`twinbeam.consent('granted'), twinbeam.track('Lead')`);
    await stage.reached();
    expect(new Set(limited())).toEqual(new Set(['LDU,1,1000']));
    stage.site.sandbox.clear();
    await stage.run(`twinbeam.consent('granted', { dataProcessingOptions: [] })`);
    await stage.reached();
    expect(limited()).toEqual([',0,0', ',0,0']);
  });
});

import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';
import { metaSnippet } from '../support/meta-snippet.js';
import { toPolicy } from '../support/policy.js';

describeInFastBrowsers('the Pixel', (fixture) => {
  const tag = () => fixture.server.twinbeam.scriptTag();
  const library = () => `${fixture.server.sandbox.url}/en_US/fbevents.js`;
  const serverAlone = async () => {
    await expect.poll(() => fixture.server.names('server')).toEqual(['Lead', 'PageView']);
    expect(fixture.server.names('browser')).toEqual([]);
    expect(fixture.session.errors).toEqual([]);
  };
  const lead = `<script>twinbeam.track('Lead')</script>`;

  it('that the page has is used and left alone: its own events stay its own', async () => {
    await fixture.open(`${metaSnippet(library())}${tag()}`);
    await fixture.arrivedNames();
    const hits = fixture.server
      .received('browser')
      .map(({ pixelId, event_name, event_id }) => [pixelId, event_name, typeof event_id]);
    expect(hits).toContainEqual(['999', 'PageView', 'undefined']);
    expect(hits).toContainEqual(['1234567890', 'PageView', 'string']);
    // Our script does not fire the other pixel.
    expect(hits.filter(([pixelId]) => pixelId === '999')).toHaveLength(1);
    expect(fixture.requestedPaths().filter((path) => path.endsWith('fbevents.js'))).toHaveLength(1);
    expect(await fixture.evaluate('fbq.disablePushState')).toBeUndefined();
  });

  it('that the page has initialised is not initialised again', async () => {
    // With user data, because only then the library warns about a second `init`.
    const init = `fbq('init','1234567890',{external_id:'u1'})`;
    await fixture.open(`${metaSnippet(library()).replace(`fbq('init','999')`, init)}${tag()}`);
    await fixture.arrivedNames();
    expect(fixture.session.warnings).toEqual([]);
  });

  it('whose library is blocked leaves the server’s leg whole', async () => {
    fixture.server.sandbox.break({ target: 'pixel', cut: 'before' });
    await fixture.open(`${tag()}${lead}`);
    await serverAlone();
  });

  it('needs one script of ours for whatever a page tells, of any visitor', async () => {
    await fixture.open(
      `${tag()}<script>twinbeam.identify('u1', { email: 'ada@example.com' });
        twinbeam.track('Order Completed', { order_id: 7, revenue: '1.234,50 €', currency: 'isk', products: '[{"sku":"boot"}]' })</script>`,
    );
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'Purchase'));
    const hit = fixture.server.received('browser').find(({ event_name }) => event_name === 'Purchase');
    expect(hit?.custom_data).toMatchObject({ value: '1234.5', currency: 'ISK', content_ids: ['boot'] });
    const ownScripts = fixture.requestedPaths().filter((path) => /^\/twin\/.*\.js$/.test(path));
    expect(ownScripts).toEqual(['/twin/t.js']);
  });

  it('that cannot be created leaves the server’s leg whole', async () => {
    await fixture.open(
      `<script>Object.defineProperty(window, 'fbq', { set() { throw new Error('taken') } })</script>${tag()}${lead}`,
    );
    await serverAlone();
  });

  it('that is slow fires all that it has missed, in both legs’ names', async () => {
    fixture.server.sandbox.break({ target: 'pixel', delayMs: 1_000, times: 1 });
    await fixture.open(`${tag()}${lead}`);
    // The script already watches `fbq`: the library warns if it differs from `_fbq`.
    await fixture.evaluate(`twinbeam.track('Contact')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Contact', 'Lead', 'PageView'));
    expect(fixture.session.warnings).toEqual([]);
  });

  it.each([
    ['gives it an empty queue', 'fbq.queue = []'],
    [
      'replaces it',
      `fbq = (...call) => fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call); Object.assign(fbq, { queue: [] })`,
    ],
  ])('fires what waits for its library though another snippet %s', async (_what, script) => {
    fixture.server.sandbox.break({ target: 'pixel', delayMs: 1_000, times: 1 });
    await fixture.open(`${tag()}${lead}`);
    await expect.poll(() => fixture.evaluate('window.fbq?.queue.length')).toBeGreaterThan(0);
    await fixture.evaluate(`${script}, fbq('init', '999'), fbq('track', 'Contact')`);
    expect(await fixture.arrivedNames()).toEqual({
      browser: ['Contact', 'Lead', 'PageView'],
      server: ['Lead', 'PageView'],
    });
    const ids = fixture.server.received('browser').map(({ pixelId, event_id }) => `${pixelId} ${typeof event_id}`);
    expect(ids.filter((id) => id !== '1234567890 string')).toEqual(['999 undefined']);
    expect(fixture.session.errors).toEqual([]);
  });

  it.each([
    ['throws', `fbq = () => { throw new Error('broken') }`],
    ['is an empty stub of a blocker', 'fbq = () => {}; fbq.queue = []; fbq.loaded = true'],
    ['is no function', 'fbq = {}'],
    ['cannot be set', `Object.defineProperty(window, 'fbq', { get() {}, set() { throw new Error('blocked') } })`],
  ])('that %s leaves the server’s leg whole', async (_name, before) => {
    await fixture.open(`<script>${before}</script>${tag()}${lead}`);
    await serverAlone();
  });

  it('is one of several, each told what is its own', async () => {
    await fixture.restart({
      pixels: [
        { pixelId: '111', accessToken: 'sandbox' },
        { pixelId: '222', accessToken: 'sandbox', eventMapping: { Trial: 'StartTrial' } },
      ],
    });
    await fixture.open(
      `${fixture.server.twinbeam.scriptTag({ pageViews: false })}<script>id = twinbeam.track('Trial')</script>`,
    );
    await fixture.arrivedNames();
    const id = await fixture.evaluate('id');
    for (const leg of ['browser', 'server'] as const) {
      const events = fixture.server.received(leg).filter(({ event_id }) => event_id === id);
      expect(events.map(({ pixelId, event_name }) => `${pixelId} ${event_name}`).sort()).toEqual([
        '111 Trial',
        '222 StartTrial',
      ]);
    }
  });

  it('is loaded when the page is idle, when the page asks for it', async () => {
    fixture.server.break('/slow.png', (_req, res) => void setTimeout(() => res.sendStatus(404), 400));
    await fixture.open(`${fixture.server.twinbeam.scriptTag({ pixel: 'defer' })}<img src="/slow.png">
      <script>addEventListener('load', () => { early = performance.getEntriesByName('${library()}').length })</script>`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    expect(await fixture.evaluate('early')).toBe(0);
    expect(fixture.requestedPaths()).toContain('/en_US/fbevents.js');
  });

  it('is loaded under a strict policy, with the nonce of the tag', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag({ nonce: 'abc', pageViews: 'hash' }), {
      headers: { 'content-security-policy': toPolicy(fixture.server.twinbeam.contentSecurityPolicy({ nonce: 'abc' })) },
    });
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
    expect(fixture.session.errors).toEqual([]);
  });
});

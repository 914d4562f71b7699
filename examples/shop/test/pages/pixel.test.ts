import { expect, it } from 'vitest';
import { byBoth, describeStage } from './support/stage.js';

/** Meta's own snippet, as a page may have it. */
const snippet = (library: string) =>
  `<script>!function(f,b,e,v,n,t,s){if(f.fbq)return;n=f.fbq=function(){n.callMethod?n.callMethod.apply(n,arguments):n.queue.push(arguments)};
  if(!f._fbq)f._fbq=n;n.push=n;n.loaded=!0;n.version='2.0';n.queue=[];t=b.createElement(e);t.async=!0;t.src=v;s=b.getElementsByTagName(e)[0];
  s.parentNode.insertBefore(t,s)}(window,document,'script','${library}');fbq('init','999');fbq('track','PageView')</script>`;

describeStage('the Pixel', (stage) => {
  const tag = () => stage.site.twinbeam.scriptTag();
  const library = () => `${stage.site.sandbox.url}/en_US/fbevents.js`;
  const serverAlone = async () => {
    await expect.poll(() => stage.site.names('server')).toEqual(['Lead', 'PageView']);
    expect(stage.site.names('browser')).toEqual([]);
    expect(stage.visit.troubles).toEqual([]);
  };
  const lead = `<script>twinbeam.track('Lead')</script>`;

  it('that the page has is used and left alone: its own events stay its own', async () => {
    await stage.open(`${snippet(library())}${tag()}`);
    await stage.reached();
    const hits = stage.site
      .received('browser')
      .map(({ pixelId, event_name, event_id }) => [pixelId, event_name, typeof event_id]);
    expect(hits).toContainEqual(['999', 'PageView', 'undefined']);
    expect(hits).toContainEqual(['1234567890', 'PageView', 'string']);
    // Nothing of ours fires the other pixel.
    expect(hits.filter(([pixelId]) => pixelId === '999')).toHaveLength(1);
    expect(stage.asked().filter((path) => path.endsWith('fbevents.js'))).toHaveLength(1);
    expect(await stage.run('fbq.disablePushState')).toBeUndefined();
  });

  it('that the page has begun with itself is not begun with again', async () => {
    await stage.open(`${snippet(library()).replaceAll('999', '1234567890')}${tag()}`);
    await stage.reached();
    expect(stage.visit.warnings).toEqual([]);
  });

  it('whose library is blocked leaves the server’s leg whole', async () => {
    stage.site.sandbox.break({ target: 'pixel', cut: 'before' });
    await stage.open(`${tag()}${lead}`);
    await serverAlone();
  });

  it('whose leg does not load leaves the server’s whole', async () => {
    stage.site.break('/twin/t-map.js', (_req, res) => void res.sendStatus(404));
    await stage.open(`${tag()}${lead}`);
    await serverAlone();
  });

  it('that is slow fires all that it has missed, in both legs’ names', async () => {
    stage.site.sandbox.break({ target: 'pixel', delayMs: 1_000, times: 1 });
    await stage.open(`${tag()}${lead}`);
    expect(await stage.reached()).toEqual(byBoth('Lead', 'PageView'));
  });

  it.each([
    ['throws', `fbq = () => { throw new Error('broken') }`],
    ['is an empty stub of a blocker', 'fbq = () => {}; fbq.queue = []; fbq.loaded = true'],
    ['is no function', 'fbq = {}'],
    ['cannot be set', `Object.defineProperty(window, 'fbq', { get() {}, set() { throw new Error('blocked') } })`],
  ])('that %s leaves the server’s leg whole', async (_name, before) => {
    await stage.open(`<script>${before}</script>${tag()}${lead}`);
    await serverAlone();
  });

  it('is one of several, each told what is its own', async () => {
    await stage.rebuild({
      pixels: [
        { pixelId: '111', accessToken: 'sandbox' },
        { pixelId: '222', accessToken: 'sandbox', eventMapping: { Trial: 'StartTrial' } },
      ],
    });
    await stage.open(
      `${stage.site.twinbeam.scriptTag({ pageViews: false })}<script>id = twinbeam.track('Trial')</script>`,
    );
    await stage.reached();
    const id = await stage.run('id');
    for (const leg of ['browser', 'server'] as const) {
      const events = stage.site.received(leg).filter(({ event_id }) => event_id === id);
      expect(events.map(({ pixelId, event_name }) => `${pixelId} ${event_name}`).sort()).toEqual([
        '111 Trial',
        '222 StartTrial',
      ]);
    }
  });

  it('is loaded when the page is idle, when the page asks for it', async () => {
    stage.site.break('/slow.png', (_req, res) => void setTimeout(() => res.sendStatus(404), 400));
    await stage.open(`${stage.site.twinbeam.scriptTag({ pixel: 'defer' })}<img src="/slow.png">
      <script>addEventListener('load', () => { early = performance.getEntriesByName('${library()}').length })</script>`);
    expect(await stage.reached()).toEqual(byBoth('PageView'));
    expect(await stage.run('early')).toBe(0);
    expect(stage.asked()).toContain('/en_US/fbevents.js');
  });

  it('is loaded under a strict policy, with the nonce of the tag', async () => {
    const origin = new URL(library()).origin;
    await stage.open(stage.site.twinbeam.scriptTag({ nonce: 'abc', pageViews: 'hash' }), {
      headers: {
        'content-security-policy': `default-src 'none'; script-src 'nonce-abc'; connect-src 'self' ${origin}; img-src 'self' ${origin}`,
      },
    });
    expect(await stage.reached()).toEqual(byBoth('PageView'));
    expect(stage.visit.troubles).toEqual([]);
  });
});

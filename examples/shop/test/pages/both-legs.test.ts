import { beforeEach, expect, it } from 'vitest';
import { describeFixture } from '../support/fixture.js';

describeFixture('a page with the tag alone', (fixture) => {
  beforeEach(() => {
    fixture.server.putPage('/', '<!doctype html><title>Shop</title><script async src="/twin/t.js"></script>');
  });

  it.each(['localhost', 'www.shop.test'])('counts its view once, by both legs, at %s', async (host) => {
    await fixture.session.page.goto(fixture.server.url('/', host));
    await expect.poll(() => fixture.server.sandbox.summary().events.PageView).toMatchObject({ paired: 1, counted: 1 });
    expect([fixture.server.names('browser'), fixture.server.names('server')]).toEqual([['PageView'], ['PageView']]);
    expect(fixture.session.errors).toEqual([]);
  });

  it('sends to the host of the site that serves the script, with its cookies', async () => {
    await fixture.restart({ otherHosts: ['www.shop.test'] });
    fixture.server.putPage(
      '/',
      `<!doctype html><title>Shop</title><script async src="${fixture.server.url('/twin/t.js', 'pay.shop.test')}"></script>`,
    );
    const posts: string[] = [];
    fixture.session.page.on('request', (request) => void (request.method() === 'POST' && posts.push(request.url())));
    await fixture.session.page.goto(fixture.server.url('/', 'www.shop.test'));
    await expect.poll(() => fixture.server.sandbox.summary().events.PageView).toMatchObject({ paired: 1 });
    await expect.poll(() => posts[0]).toBe(fixture.server.url('/twin/collect', 'pay.shop.test'));
    // The page can read the response, so it stores nothing.
    await fixture.session.page.evaluate('twinbeam.flush()');
    const kept = `Object.keys(localStorage).filter((name) => /^twinbeam http.* [0-9]/.test(name))`;
    expect(await fixture.session.page.evaluate(kept)).toEqual([]);
    expect([fixture.server.posts.length, fixture.server.posts[0]?.status]).toEqual([1, 202]);
  });

  it('sends by the server where trusted types are demanded and no policy lets the files beside the script in', async () => {
    const html = '<!doctype html><title>Shop</title><script async src="/twin/t.js" data-auto="elements"></script>';
    fixture.server.putPage('/', html, { 'content-security-policy': "require-trusted-types-for 'script'" });
    await fixture.session.page.goto(fixture.server.url('/'));
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
  });

  it('sends from a frame in a sandbox, which has neither cookies nor storage', async () => {
    fixture.server.putPage('/frame', '<!doctype html><script async src="/twin/t.js"></script>');
    fixture.server.putPage(
      '/',
      '<!doctype html><title>Shop</title><iframe sandbox="allow-scripts" src="/frame"></iframe>',
    );
    await fixture.session.page.goto(fixture.server.url('/'));
    await expect
      .poll(() => fixture.server.posts[0]?.messages)
      .toMatchObject([{ type: 'page', anonymousId: expect.any(String) }]);
  });
});

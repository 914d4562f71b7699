import { expect, it } from 'vitest';
import { describeInFastBrowsers } from '../support/fixture.js';

/** The number of pages per browser; many more with `TWINBEAM_LONG`. A failure names the seed of its page. */
const count = process.env.TWINBEAM_LONG ? 2_500 : 70;
const firstSeed = Number(process.env.TWINBEAM_SEED) || 1;

/** Names that hide members of the document or the window, or that our script itself uses. */
const names =
  'currentScript head body cookie referrer location querySelectorAll createElement addEventListener readyState forms scripts baseURI defaultView documentElement twinbeam fbq _fbq tb history navigator performance crypto navigation trustedTypes origin localStorage fetch dataset src nonce append getAttribute q'.split(
    ' ',
  );
const elements = [
  (name: string) => `<img name="${name}" id="${name}" src="data:," alt="" data-consent="granted">`,
  (name: string) =>
    `<form name="${name}"><input name="src" value="http://evil.example/t.js"><input name="dataset"></form>`,
  (name: string) =>
    `<a id="${name}" name="src" href="http://evil.example/">a</a><a id="${name}" href="http://evil.example/t.js">b</a>`,
  (name: string) => `<object name="${name}"></object>`,
  (name: string) => `<iframe name="${name}" srcdoc="<p id='src'></p>"></iframe>`,
];
const patches = [
  'Array.prototype.toJSON = function () { return "[" + this.join() + "]" }',
  'String.prototype.toJSON = function () { return this + "!" }',
  'Object.prototype.toJSON = function () { return 1 }',
  'Object.prototype.extend = function () {}',
  'Array.prototype.each = function () {}',
  'Array.prototype.entries = Array.prototype.slice',
  'Object.freeze(Object.prototype)',
  'Object.freeze(Function.prototype)',
  'Object.freeze(history)',
  'Object.freeze(document)',
  `Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })`,
  `Object.defineProperty(window, 'sessionStorage', { value: null })`,
  'crypto.randomUUID = undefined',
  'navigator.sendBeacon = undefined',
  'window.twinbeam = null',
  'window.twinbeam = { other: true }',
  `document.querySelectorAll = function (text) { return Document.prototype.querySelectorAll.call(this, text) }`,
  `history.pushState = ((old) => function () { return old.apply(this, arguments) })(history.pushState)`,
];
const bases = ['', '', '<base href="http://evil.example/">', '<base href="/deep/down/">', '<base target="_blank">'];
const tags = [
  '<script async src="/twin/t.js" data-consent="pending"></script>',
  '<script type="module" src="/twin/t.js" data-consent="pending"></script>',
  '<script defer src="/twin/t.js" data-consent="pending"></script>',
  `<script>Document.prototype.createElement.call(document, 'p'), fetch('/twin/t.js').then((file) => file.text()).then((text) => (0, eval)(text))</script>`,
];

/** Creates a generator of numbers below a bound from a seed (a linear congruential generator). */
function createPick(seed: number) {
  let state = seed * 2_654_435_761;
  return <Item>(items: readonly Item[]): Item => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return items[(state >>> 8) % items.length] as Item;
  };
}

function toPage(seed: number): string {
  const pick = createPick(seed);
  const some = (max: number) => Array.from({ length: pick(Array.from({ length: max + 1 }, (_, index) => index)) });
  const clobber = () =>
    some(4)
      .map(() => pick(elements)(pick(names)))
      .join('');
  const script = some(3)
    .map(() => `try { ${pick(patches)} } catch {}`)
    .join('; ');
  const parts = [`<script>${script}</script>`, clobber()];
  // After the tag, because a `<base>` before it would apply to its URL.
  return `${parts.sort(() => pick([-1, 1])).join('')}${pick(tags)}${pick(bases)}${clobber()}`;
}

describeInFastBrowsers('a fuzzed page', (fixture) => {
  it('throws nothing, asks no other host, and sends nothing before consent', { timeout: count * 2_000 }, async () => {
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      // Late requests of the previous page do not count.
      const mark = `seed=${seed}-`;
      // A browser keeps much of a tab's earlier pages and becomes slow.
      if (seed % 50 === 0) await fixture.changeVisitor({});
      await fixture.open(toPage(seed), { path: `/?${mark}` });
      const tracker = `window['twinbeam.tracker']`;
      await expect
        .poll(() => fixture.evaluate(`[${seed}, typeof ${tracker}?.on].join()`), { timeout: 20_000 })
        .toBe(`${seed},function`);
      const arrived = [...fixture.server.posts, ...fixture.server.received('browser')];
      const before = arrived.filter((each) => JSON.stringify(each).includes(mark)).length;
      const sent = { seed, before, errors: [...fixture.session.errors], hosts: fixture.requestedHosts() };
      expect(sent).toEqual({ seed, before: 0, errors: [], hosts: ['localhost'] });
      await fixture.evaluate(`${tracker}.consent('granted')`);
      await expect
        .poll(() => [seed, fixture.server.posts.some(({ status, text }) => status === 202 && text.includes(mark))], {
          timeout: 20_000,
        })
        .toEqual([seed, true]);
      fixture.server.posts.splice(0);
      await fixture.session.page.goto('about:blank');
      fixture.session.errors.splice(0);
      const { context } = fixture.session;
      await context.deleteCookie(...(await context.cookies()));
      fixture.server.sandbox.clear();
    }
  });
});

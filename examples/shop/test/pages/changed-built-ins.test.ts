import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';

const throws = `() => { throw new Error('no') }`;

describeInFastBrowsers('a page whose built-ins are changed or missing', (fixture) => {
  const open = (script: string) =>
    fixture.open(
      `<script>${script}</script>${fixture.server.twinbeam.scriptTag()}<script>twinbeam.track('Product Added', { product_id: 'a', price: 5, currency: 'EUR', sizes: ['s', 'm'] })</script>`,
    );
  const hasArrived = async () => {
    await expect.poll(() => fixture.server.names('server')).toEqual(['AddToCart', 'PageView']);
    const [added] = fixture.server.received('server').filter(({ event_name }) => event_name === 'AddToCart');
    expect(added?.custom_data).toMatchObject({ content_ids: ['a'], currency: 'EUR' });
  };

  /** Returns whether WebKit's driver works on a page: it uses the page's own timers, maps, promises and symbols. */
  const isDriven = ([what = '']: string[]) =>
    fixture.browser !== 'webkit' || !/^(timers throw|Map is|Promise is|Symbol is)/.test(what);

  it.each(
    [
      [
        'cookies throw',
        `Object.defineProperty(document, 'cookie', { get() { throw new Error('no') }, set() { throw new Error('no') } })`,
      ],
      ['there are no cookies', `Object.defineProperty(document, 'cookie', { get: () => undefined, set() {} })`],
      [
        'storages throw',
        `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new Error('no') } })`,
      ],
      [
        'storages are null',
        `for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { value: null })`,
      ],
      [
        'prototypes are frozen',
        `for (const each of [Object, Array, Function, String, History, Document, EventTarget]) Object.freeze(each.prototype); Object.freeze(history); try { Object.freeze(document) } catch {}`,
      ],
      [
        'prototypes are enumerable',
        `Object.prototype.extend = Array.prototype.each = Function.prototype.create = function () {}`,
      ],
      [
        'JSON has been patched',
        `JSON.stringify = ((old) => function (value) { return old.apply(this, arguments) })(JSON.stringify); Object.prototype.toJSON = function () { return 'x' }`,
      ],
      ['history is frozen', `Object.freeze(history)`],
      ['all objects have a get', `Object.prototype.get = function () {}`],
      ['all objects have a set', `Object.prototype.set = function () {}`],
      ['fbq is frozen', `window.fbq = Object.freeze(Object.assign(() => undefined, { queue: Object.freeze([]) }))`],
      // Like versions from about 2010, which many shops still use.
      [
        'Prototype has replaced functions',
        `Array.from = (list) => (list.toArray ? list.toArray() : [].slice.call(list));
       Array.prototype.toArray = function () { return this.slice(); };
       Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
       Object.keys = (object) => { const keys = []; for (const key in object) keys.push(key); return keys; };
       window.Element = function () {};`,
      ],
      [
        'MooTools has replaced functions',
        `Array.from = (list) => (list == null ? [] : list.length >= 0 ? [].slice.call(list) : [list]); window.Element = function () {};`,
      ],
      ['timers throw', `window.setTimeout = ${throws}`],
      ['there is no crypto', `Object.defineProperty(window, 'crypto', { value: undefined })`],
      ['randomUUID throws', `Crypto.prototype.randomUUID = ${throws}`],
      ['there is no AbortSignal', `Object.defineProperty(window, 'AbortSignal', { value: undefined })`],
      ['there is no queueMicrotask', `window.queueMicrotask = undefined`],
      ['locks throw', `Object.defineProperty(navigator, 'locks', { get: ${throws} })`],
      ['a request of a lock throws', `Object.defineProperty(navigator, 'locks', { value: { request: ${throws} } })`],
      ['the console has no warn', `window.console = { log() {} }`],
      [
        'Datejs has replaced functions',
        `Date.now = () => new Date();
         Date.prototype.toISOString = ((old) => function () { return '"' + old.call(this) + '"' })(Date.prototype.toISOString);`,
      ],
      ['Symbol is a class of its own', `function Symbol(name) { this.name = name }`],
      ['Reflect is an object', `var Reflect = {}`],
      ['find returns an index', `Array.prototype.find = function (isIt) { return this.findIndex(isIt) }`],
      ['append takes HTML', `Element.prototype.append = function (html) { this.innerHTML += html }`],
      ['the referrer is hidden', `Object.defineProperty(document, 'referrer', { get: () => undefined })`],
      ['performance is another one', `var performance = { getEntriesByType: ${throws} }`],
      ['prototypes cannot be set', `Object.setPrototypeOf = ${throws}`],
      ['all objects have a consent', `Object.prototype.consent = 'pending'`],
      ['all objects have an eventMapping', `Object.prototype.eventMapping = { 'Product Added': 'Lead' }`],
      ['all objects have a body', `Object.prototype.body = Object.prototype.method = 'x'`],
    ].filter(isDriven),
  )('works where %s', async (_what, script) => {
    await open(script);
    await hasArrived();
    // On some of these pages Meta's library itself throws.
    if (!fixture.isMetaLibrary) expect(fixture.session.errors).toEqual([]);
  });

  it.each(
    [
      ['Promise is a class of its own', `function Promise() { this.isKept = true }`],
      [
        'a tool adds to the headers of each request',
        `window.fetch = ((old) => (url, init) => { init.headers['x-trace'] = '1'; return old(url, init) })(fetch)`,
      ],
    ].filter(isDriven),
  )('sends what follows the first event too where %s', async (_what, script) => {
    await open(script);
    await hasArrived();
    await fixture.evaluate(`void (twinbeam.track('Lead'), setTimeout(() => twinbeam.track('Contact')))`);
    await expect
      .poll(() => fixture.server.names('server'))
      .toEqual(expect.arrayContaining(['AddToCart', 'Contact', 'Lead', 'PageView']));
    if (!fixture.isMetaLibrary) expect(fixture.session.errors).toEqual([]);
  });

  it.each([
    [
      'Object.assign takes two objects',
      `Object.assign = (target, source) => { for (const key in source) target[key] = source[key]; return target }`,
    ],
    ['the head is gone', `addEventListener('DOMContentLoaded', () => document.head.remove())`],
  ])('sends both legs alike where %s', async (_what, script) => {
    await open(script);
    expect(await fixture.arrivedNames()).toEqual(byBoth('AddToCart', 'PageView'));
  });

  it.each([
    ['no console', 'window.console = undefined'],
    ['a console without warn', 'window.console = { log() {} }'],
    ['a console whose warn throws', `console.warn = ${throws}`],
  ])('warns where there is %s, and throws nothing', async (_what, script) => {
    await fixture.open(
      `<script>${script}; twinbeam = { theirs: true }</script>${fixture.server.twinbeam.scriptTag()}`,
      { path: '/?fbclid=a%2Cb' },
    );
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
    expect(fixture.session.errors).toEqual([]);
  });

  it.each(
    [
      ['there is no TextEncoder', `Object.defineProperty(window, 'TextEncoder', { value: undefined })`],
      ['Map is a class of its own', `function Map() { this.put = function () {} }`],
      ['Set is an object', `var Set = {}`],
      ['URL is a text', `var URL = '/api'`],
      ['Proxy is a class of its own', `function Proxy() {}`],
      ['Document is an object', `var Document = {}, HTMLScriptElement = {}`],
      ['addEventListener throws', `EventTarget.prototype.addEventListener = ${throws}`],
      ['there is no addEventListener', `EventTarget.prototype.addEventListener = undefined`],
      ['trusted types throw', `Object.defineProperty(window, 'trustedTypes', { get: ${throws} })`],
      ['all objects have a signal', `Object.prototype.signal = 'x'`],
    ].filter(isDriven),
  )("sends the server's leg where %s, which may stop Meta's library", async (_what, script) => {
    await open(script);
    await hasArrived();
  });
});

import { createHash } from 'node:crypto';
import type { ReceivedEvent } from '@twinbeam/sandbox';
import type { PixelPageOptions } from './pixel-page.js';

/** One behaviour of Meta's Pixel library. */
export interface Fact extends PixelPageOptions {
  fact: string;
  /** The first version of Meta's library with this behaviour, if an older copy is known to differ: 324 for 2.9.324. */
  since?: number;
  /** Runs in the page once the library has loaded and `afterHits` hits have arrived. */
  act?: string;
  /** Default 0. */
  afterHits?: number;
  /** Maps a hit to the values that the fact is about. Default: pixel, name and id. */
  see?: (hit: ReceivedEvent) => unknown;
  /** The expected values of the hits, in any order; by browser if they differ. */
  hits: unknown[] | { chromium: unknown[]; firefox: unknown[] };
  /** An expression for the page, and its value at the end. */
  state?: [expression: string, value: unknown];
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const off = { automaticEvents: false, automaticMatching: false, firstPartyCookies: false };
const init = `fbq('init', '111');`;
const both = `fbq('init', '111'); fbq('init', '222');`;
const lead = `fbq('trackSingle', '111', 'Lead', {}, { eventID: 'a' });`;
const view = `fbq('trackSingle', '111', 'PageView', {}, { eventID: 'v' });`;
const longLead = `fbq('trackSingle', '111', 'Lead', { text: 'x'.repeat(2100) }, { eventID: 'a' });`;
const leadArrives = ['111 Lead a'];

const parameter = (name: string) => (hit: ReceivedEvent) => hit.parameters?.[name];
const way = parameter('rqm');
const withPrefix = (prefix: string) => (hit: ReceivedEvent) =>
  Object.fromEntries(Object.entries(hit.parameters ?? {}).filter(([name]) => name.startsWith(prefix)));
/** Returns the `_fbc` of a hit without its time. */
const fbc = (hit: ReceivedEvent) => String(hit.parameters?.fbc).replace(/\.\d{13}\./, '.T.');

const identified = JSON.stringify({
  em: 'ada@example.com',
  ph: '442079460958',
  fn: 'ada',
  ln: 'byron',
  db: '18151210',
  ge: 'f',
  ct: 'london',
  st: 'london',
  zp: 'sw1a1aa',
  country: 'gb',
  external_id: 'user-1',
});

const transport: Fact[] = [
  { fact: 'a short hit is a picture', script: init + lead, see: way, hits: ['GET'] },
  {
    fact: 'a hit of 2,048 characters is a form in a hidden frame in Chrome, elsewhere a beacon',
    script: init + longLead,
    see: way,
    hits: { chromium: ['formPOST'], firefox: ['SB'] },
    state: ['document.forms.length', 0],
  },
  {
    fact: 'a beacon that the browser refuses is sent as the form',
    before: 'Navigator.prototype.sendBeacon = () => false;',
    script: init + longLead,
    see: (hit) => [way(hit), hit.custom_data.text],
    hits: [['formPOST', 'x'.repeat(2100)]],
  },
  {
    fact: 'in the apps of Meta a picture may be longer',
    since: 324,
    before: `Object.defineProperty(navigator, 'userAgent', { value: '(iPhone) [FBAN/FBIOS;FBAV/400.0]' });`,
    script: init + longLead,
    see: way,
    hits: ['GET'],
  },
  {
    fact: 'each key of user data is sent four times: two shapes and two hashes',
    script: `fbq('init', '111', { em: ' Ada1@Example.com' });${lead}`,
    see: ({ parameters }) => ['cud', 'ncud', 'ud', 'aud'].map((group) => parameters?.[`${group}[em]`]),
    hits: [[' ^**#@^******.***', '***#@*******.***', hash('ada1@example.com'), hash('ada1@example.com')]],
  },
  {
    fact: 'every hit of a fully identified visitor is too long for a picture',
    script: `fbq('init', '111', ${identified});${view}`,
    see: way,
    hits: { chromium: ['formPOST'], firefox: ['SB'] },
  },
  {
    fact: 'each hit brings a second picture, to the Privacy Sandbox',
    script: init + lead + longLead,
    hits: ['111 Lead a', '111 Lead a'],
    state: [
      `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/privacy_sandbox/pixel/register/trigger/?id=111&ev=Lead')).length`,
      2,
    ],
  },
  {
    fact: 'a policy needs frame-src for the form',
    policy: `default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; img-src SANDBOX; connect-src SANDBOX; form-action 'self' SANDBOX`,
    script: init + longLead,
    hits: { chromium: [], firefox: leadArrives },
  },
  {
    fact: 'a policy needs form-action for the form',
    policy: `default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; img-src SANDBOX; connect-src SANDBOX; frame-src SANDBOX; form-action 'self'`,
    script: init + longLead,
    hits: { chromium: [], firefox: leadArrives },
  },
  {
    fact: 'a policy with frame-src and form-action lets the form through',
    policy: `default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; img-src SANDBOX; connect-src SANDBOX; frame-src SANDBOX; form-action 'self' SANDBOX`,
    script: init + longLead,
    hits: leadArrives,
  },
];

const configuration: Fact[] = [
  {
    fact: 'a missing configuration locks its pixel',
    pixels: { 111: { missing: true } },
    script: init + lead,
    hits: [],
  },
  {
    fact: 'a missing configuration locks the other pixels of the page',
    pixels: { 222: { missing: true } },
    script: `fbq('init', '222'); ${init}${lead}`,
    hits: [],
    state: ['fbq.getState().pixels.length', 1],
  },
  {
    fact: 'the configuration script has no nonce: a policy of nonces alone blocks it',
    policy: `script-src 'nonce-abc'`,
    script: init + lead,
    hits: [],
  },
  {
    fact: 'a policy with the host allows the configuration',
    policy: `script-src 'nonce-abc' SANDBOX`,
    script: init + lead,
    hits: leadArrives,
  },
  {
    fact: 'a policy with strict-dynamic allows the configuration',
    policy: `script-src 'nonce-abc' 'strict-dynamic'`,
    script: init + lead,
    hits: leadArrives,
  },
  {
    fact: 'with Trusted Types the library needs its policy',
    policy: `require-trusted-types-for 'script'; trusted-types connect.facebook.net/fbevents`,
    script: init + lead,
    hits: leadArrives,
  },
  {
    fact: 'cookies are read, written and sent where the configuration opts in',
    script: init + lead,
    see: ({ parameters }) => /^fb\.1\.\d{13}\.\d+$/.test(parameters?.fbp ?? ''),
    hits: [true],
    state: ['/^_fbp=fb\\.1\\.\\d{13}\\.\\d+$/.test(document.cookie)', true],
  },
  {
    fact: 'cookies are not read, written or sent where it does not',
    pixels: { 111: { firstPartyCookies: false } },
    before: `document.cookie = '_fbc=fb.1.1700000000000.IwAR1';`,
    query: '?fbclid=IwAR2',
    script: init + lead,
    see: withPrefix('fb'),
    hits: [{}],
    state: ['document.cookie', '_fbc=fb.1.1700000000000.IwAR1'],
  },
];

const queue: Fact[] = [
  {
    fact: 'draining stops at a queued revoke: a grant behind it is never reached',
    script: `fbq('consent', 'revoke'); fbq('consent', 'grant'); ${init}${lead}`,
    hits: [],
    state: ['[fbq.queue.length, fbq.getState().pixels.length, fbq.getState().pixelInitializationTime]', [3, 0, -1]],
  },
  {
    fact: 'a direct grant unlocks, and the queue goes on',
    script: `fbq('consent', 'revoke'); fbq('consent', 'grant'); ${init}${lead}`,
    act: `fbq('consent', 'grant')`,
    hits: leadArrives,
  },
  {
    fact: 'a direct revoke queues what follows, until a direct grant',
    script: init + view,
    afterHits: 1,
    act: `fbq('consent', 'revoke'); ${lead} queued = fbq.queue.length; fbq('consent', 'grant');`,
    hits: ['111 Lead a', '111 PageView v'],
    state: ['queued', 1],
  },
];

const ownPageViews: Fact[] = [
  {
    fact: 'a return from the back-forward cache sends PageView for every pixel, without an id, whatever disablePushState says',
    script: `fbq.disablePushState = true; ${both}${view}`,
    afterHits: 1,
    act: `dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`,
    hits: ['111 PageView -', '111 PageView v', '222 PageView -'],
  },
  {
    fact: 'a change of the address sends PageView for every pixel, as often as it happens',
    script: both + view,
    afterHits: 1,
    act: `history.pushState(1, '', '/p2'); history.replaceState(1, '', '/p2'); history.replaceState(1, '', '/p3')`,
    see: ({ pixelId, event_name, event_source_url }) =>
      `${pixelId} ${event_name} ${new URL(event_source_url ?? '').pathname}`,
    hits: ['111 PageView /', '111 PageView /p2', '111 PageView /p3', '222 PageView /p2', '222 PageView /p3'],
  },
  {
    fact: 'a change of the address sends nothing with disablePushState',
    script: `fbq.disablePushState = true; ${both}${view}`,
    afterHits: 1,
    act: `history.pushState(1, '', '/p2')`,
    hits: ['111 PageView v'],
  },
  { fact: 'plain track fires every pixel', script: `${both}fbq('track', 'Lead')`, hits: ['111 Lead -', '222 Lead -'] },
  {
    fact: 'trackSingleOnly keeps all of these off a pixel',
    script: `${both}fbq('set', 'trackSingleOnly', true, '111'); ${view}fbq('track', 'Lead');`,
    afterHits: 2,
    act: `history.pushState(1, '', '/p2'); dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`,
    hits: ['111 PageView v', '222 Lead -', '222 PageView -', '222 PageView -'],
  },
  {
    fact: 'trackSingleOnly before init has no effect',
    script: `fbq('set', 'trackSingleOnly', true, '111'); ${init}fbq('track', 'Lead');`,
    hits: ['111 Lead -'],
  },
  {
    fact: 'track sends one PageView for a pixel',
    script: `${init}fbq('track', 'PageView'); fbq('track', 'PageView', {}, { eventID: 'b' });`,
    hits: ['111 PageView -'],
  },
  {
    fact: 'track sends more of them with allowDuplicatePageViews',
    script: `fbq.allowDuplicatePageViews = true; ${init}fbq('track', 'PageView'); fbq('track', 'PageView');`,
    hits: ['111 PageView -', '111 PageView -'],
  },
  {
    fact: 'trackSingle sends every PageView',
    script: `${init}fbq('track', 'PageView'); ${view}${view}`,
    hits: ['111 PageView -', '111 PageView v', '111 PageView v'],
  },
];

const form = `<form onsubmit="return false"><input type="email" value="Visitor@private.example"><input name="first_name" value="Grace"><button id="go">Sign up</button></form>`;
const click = `document.getElementById('go').click(); ${lead}`;
const withFormFields = ({ event_name, parameters }: ReceivedEvent) =>
  [
    event_name,
    parameters?.['cd[buttonText]'],
    parameters?.es,
    parameters?.['udff[em]'],
    parameters?.['udff[fn]'],
  ].join();
const matched = `${hash('visitor@private.example')},${hash('grace')}`;

const automaticEvents: Fact[] = [
  {
    fact: 'a click on a button is an event, with what the form says, which later hits have too',
    body: form,
    script: init + view,
    afterHits: 1,
    act: click,
    see: withFormFields,
    hits: [`Lead,,,${matched}`, 'PageView,,,,', `SubscribedButtonClick,Sign up,automatic,${matched}`],
  },
  {
    fact: 'neither happens where the configuration has it off',
    pixels: { 111: { automaticEvents: false, automaticMatching: false } },
    body: form,
    script: init + view,
    afterHits: 1,
    act: click,
    see: withFormFields,
    hits: ['Lead,,,,', 'PageView,,,,'],
  },
  {
    fact: 'neither happens with autoConfig false before init',
    body: form,
    script: `fbq('set', 'autoConfig', false, '111'); ${init}${view}`,
    afterHits: 1,
    act: click,
    see: withFormFields,
    hits: ['Lead,,,,', 'PageView,,,,'],
  },
  {
    fact: 'autoConfig false after init comes too late',
    body: form,
    script: `${init}fbq('set', 'autoConfig', false, '111'); ${view}`,
    afterHits: 1,
    act: click,
    see: ({ event_name }) => event_name,
    hits: ['Lead', 'PageView', 'SubscribedButtonClick'],
  },
];

/** The click id in the URL, the previous cookie, and the `fbc` of two hits. */
const clickIds: [fact: string, query: string, cookie: string, first: string, second: string][] = [
  ['a click id of the query', '?fbclid=IwAR0_x-Y', '', 'fb.1.T.IwAR0_x-Y', 'fb.1.T.IwAR0_x-Y'],
  ['a click id behind #', '#a&fbclid=IwAR1', '', 'fb.1.T.IwAR1', 'fb.1.T.IwAR1'],
  ['a dot in a click id', '?fbclid=IwAR0_x.Y', '', 'fb.1.T.IwAR0_x__DOT__Y', 'fb.1.T.IwAR0_x__DOT__Y'],
  ['a % in a stored value', '', 'fb.1.1700000000000.a%20b', 'fb.1.T.a%20b', 'fb.1.T.a%2520b'],
  ['four parts', '', 'fb.1.1700000000000.IwAR1', 'fb.1.T.IwAR1', 'fb.1.T.IwAR1'],
  ['five parts with Bg', '', 'fb.1.1700000000000.IwAR1.Bg', 'fb.1.T.IwAR1.Bg', 'fb.1.T.IwAR1.Bg'],
  ['five parts with 8 characters', '', 'fb.1.1700000000000.I.AQYBAQIA', 'fb.1.T.I.AQYBAQIA', 'fb.1.T.I.AQYBAQIA'],
  ['five parts with others', '', 'fb.1.1700000000000.IwAR0_x.Y123', 'undefined', 'undefined'],
  ['six parts', '', 'fb.1.1700000000000.I.Bg.Bg', 'undefined', 'undefined'],
  ['a click id of 501 characters', `?fbclid=${'a'.repeat(501)}`, '', 'undefined', 'undefined'],
  ['the click id that is stored', '?fbclid=IwAR1', 'fb.1.1700000000000.IwAR1.Bg', 'fb.1.T.IwAR1.Bg', 'fb.1.T.IwAR1.Bg'],
  ['another click id', '?fbclid=IwAR2', 'fb.1.1700000000000.IwAR1.Bg', 'fb.1.T.IwAR2', 'fb.1.T.IwAR2'],
];

const clickCookies: Fact[] = clickIds.map(([fact, query, cookie, first, second]) => ({
  fact: `_fbc: ${fact}`,
  query,
  before: cookie && `document.cookie = '_fbc=${cookie}; path=/; domain=shop.test';`,
  script: `${init}fbq('trackSingle', '111', 'First'); fbq('trackSingle', '111', 'Second');`,
  see: (hit) => `${hit.event_name} ${fbc(hit)}`,
  hits: [`First ${first}`, `Second ${second}`],
}));

/** User data of `init`, and the texts whose hashes the hits contain. */
const userData: [fact: string, given: object, sent: Record<string, string>][] = [
  [
    'an external id of seven digits is a telephone number too',
    { external_id: '1002003' },
    { external_id: '1002003', ph: '1002003' },
  ],
  ['a number is one too', { external_id: 100200300 }, { external_id: '100200300', ph: '100200300' }],
  ['a birthday is one too', { db: '19900210' }, { db: '19900210', ph: '19900210' }],
  [
    'an external id of five digits is a postal code too',
    { external_id: '10020' },
    { external_id: '10020', zp: '10020' },
  ],
  ['a postal code of seven digits is a telephone number too', { zp: '1600022' }, { zp: '1600022', ph: '1600022' }],
  ['an external id of six digits is nothing else', { external_id: '100200' }, { external_id: '100200' }],
  ['an external id with @ is an address too', { external_id: 'a@b.com' }, { external_id: 'a@b.com', em: 'a@b.com' }],
  [
    'empty text keeps them out',
    { external_id: '100200300', db: '10020', em: '', ph: '', zp: '', ge: '' },
    { external_id: '100200300', db: '10020' },
  ],
  ['a hash is no telephone number', { external_id: '1'.repeat(64) }, {}],
  ['an address without @ is one of Gmail', { em: 'ada' }, { em: 'ada@gmail.com' }],
  ['an address that is none is left out', { em: 'ada@example' }, {}],
  ['an external id is lower case, without white space', { external_id: 'User 1' }, { external_id: 'user1' }],
  ['female stays', { ge: 'female' }, { ge: 'female' }],
  ['uk stays', { country: 'UK' }, { country: 'uk' }],
  ['a national number loses its zeros alone', { ph: '020 7946-0958' }, { ph: '2079460958' }],
  ['a postal code keeps its space', { zp: 'SW1A 1AA' }, { zp: 'sw1a 1aa' }],
  ['a postal code loses its extension', { zp: '94035-1234', ph: '' }, { zp: '94035' }],
  ['a birthday with the day first is as written', { db: '16/02', fn: 'Ada' }, { db: '16/02', fn: 'ada' }],
  [
    'names lose punctuation and white space',
    { fn: "Mary-Ann O'", ln: 'de la Cruz' },
    { fn: 'maryanno', ln: 'delacruz' },
  ],
  ['places keep Latin letters alone', { ct: 'São Paulo', st: 'Delhi' }, { ct: 'sopaulo', st: 'de' }],
];

const identity: Fact[] = [
  ...userData.map(([fact, given, sent]): Fact => {
    const hashes = Object.entries(sent).map(([key, text]) => [`ud[${key}]`, hash(text)]);
    const kept = fact.startsWith('a hash') ? { 'ud[external_id]': '1'.repeat(64) } : {};
    return {
      fact: `user data: ${fact}`,
      script: `fbq('init', '111', ${JSON.stringify(given)});${lead}`,
      see: withPrefix('ud['),
      hits: [{ ...Object.fromEntries(hashes), ...kept }],
    };
  }),
  {
    fact: 'a second init is taken when the first had no user data',
    script: `${init}fbq('init', '111', { external_id: 'a' });${lead}`,
    see: parameter('ud[external_id]'),
    hits: [hash('a')],
  },
  {
    fact: 'a second init is ignored when the first had user data',
    script: `fbq('init', '111', { external_id: 'a' }); fbq('init', '111', { external_id: 'b' });${lead}`,
    see: parameter('ud[external_id]'),
    hits: [hash('a')],
  },
  {
    fact: 'the objects of getState are live',
    script: `fbq('init', '111', { external_id: 'a' });${view}`,
    afterHits: 1,
    act: `fbq.getState().pixels[0].userData = { external_id: 'b' };${lead}`,
    see: ({ event_name, parameters }) => [event_name, parameters?.['ud[external_id]']],
    hits: [
      ['Lead', hash('b')],
      ['PageView', hash('a')],
    ],
    state: [
      `(({ pixelInitializationTime, pixels: [{ id, eventCount, userData }] }) => [pixelInitializationTime > 1.7e12, id, eventCount, userData])(fbq.getState())`,
      [true, '111', 2, { external_id: 'b' }],
    ],
  },
  {
    fact: 'copies of the user data do not follow the object of getState',
    script: `fbq('init', '111', { external_id: 'a1' });${view}`,
    afterHits: 1,
    act: `fbq.getState().pixels[0].userData = { external_id: 'b' };${lead}`,
    see: ({ event_name, parameters }) => [
      event_name,
      ...['ud', 'ncud', 'aud', 'cud'].map((group) => parameters?.[`${group}[external_id]`]),
    ],
    hits: [
      ['Lead', hash('b'), '*', hash('a1'), '*#'],
      ['PageView', hash('a1'), '*#', hash('a1'), '*#'],
    ],
  },
];

const calls: Fact[] = [
  {
    fact: 'dataProcessingOptions of another state than California are ignored',
    script: `fbq('dataProcessingOptions', ['LDU'], 1, 1001); ${init}${lead}`,
    see: ({ parameters }) => [parameters?.dpo ?? 'none'],
    hits: [['none']],
  },
  {
    fact: 'a page whose fbq is not _fbq is told of conflicting versions',
    before: 'warnings = []; console.warn = (text) => warnings.push(String(text));',
    script: `_fbq = () => {}; ${init}${lead}`,
    hits: leadArrives,
    state: ['warnings.some((text) => text.includes("conflicting versions"))', true],
  },
  {
    fact: 'dataProcessingOptions are sent with each hit',
    script: `fbq('dataProcessingOptions', ['LDU'], 1, 1000); ${init}${lead}`,
    see: ({ data_processing }) => data_processing,
    hits: ['LDU,1,1000'],
  },
  {
    fact: 'the agent is that of the pixel, else that of the page',
    script: `fbq.agent = 'page'; fbq('init', '111', {}, { agent: 'pixel' }); fbq('init', '222'); fbq('track', 'Lead');`,
    see: ({ pixelId, parameters }) => `${pixelId} ${parameters?.a}`,
    hits: ['111 pixel', '222 page'],
  },
  {
    fact: 'the event id counts in the last argument alone',
    script: `${init}fbq('trackSingle', '111', 'Lead', { eventID: 'b' }); fbq('trackSingleCustom', '111', 'Own', {}, { eventID: 'c' });`,
    hits: ['111 Lead -', '111 Own c'],
  },
  {
    fact: 'nested values are JSON, and a key with a dot is one name',
    script: `${init}fbq('trackSingle', '111', 'Lead', { contents: [{ id: 'x' }], 'shipping.method': 'b&c', value: 5 });`,
    see: withPrefix('cd['),
    hits: [{ 'cd[contents]': '[{"id":"x"}]', 'cd[shipping.method]': 'b&c', 'cd[value]': '5' }],
  },
  {
    fact: 'an event of a pixel that is not initialised is not sent',
    script: `${init}fbq('trackSingle', '999', 'Lead'); ${lead}`,
    hits: leadArrives,
  },
];

/** Facts about Meta's Pixel library: observed in 2.9.324, and read from the code of 2.9.329. */
export const facts: Fact[] = [
  ...transport,
  ...configuration,
  ...queue,
  ...ownPageViews,
  ...automaticEvents,
  ...clickCookies,
  ...identity,
  ...calls,
];

/** Facts about cookies and automatic events, whose plugins are only on Meta's servers. */
const byPlugin = /^(_fbc: |cookies are read|a click on a button|autoConfig false after)/;

/** Returns whether a fact applies to a copy of Meta's library, by its file name, such as `2.9.324.js`. */
export const isInCopy = ({ fact, since = 0 }: Fact, name: string): boolean =>
  !byPlugin.test(fact) && Number(/2\.9\.(\d+)/.exec(name)?.[1] ?? since) >= since;

/** A pixel without any features, for other tests. */
export const plainPixel = { 111: off };

import { readdirSync, readFileSync } from 'node:fs';
import type { ConsentState, Settings } from '@twinbeam/shared';
import { sha256 } from '../mapping/match-keys/hash.js';

/** A file that pages load. */
export interface PageFile {
  text: string;
  type: string;
  etag: string;
}

/** The script that pages load and the files that it loads itself: the browser package's bundles. */
export interface PageScript {
  /** By name, `t.js` and its source map among them. */
  files: Map<string, PageFile>;
  /** With this as their query the files never change. */
  version: string;
  /** Travels with each request of the script, so that a page with older settings is noticed. */
  settingsHash: string;
}

/** What the script is told. Nothing secret: everybody can read it. */
export interface PageScriptOptions {
  pixels: Settings[];
  collectUrl: string;
  pixelLibraryUrl: string;
  consentCookie: string;
  /** Where nothing may be sent of a visitor who has said nothing. */
  consent?: 'pending';
}

const read = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');

export function createPageScript(options: PageScriptOptions): PageScript {
  const files = new Map<string, PageFile>();
  const add = (name: string, text: string, type = 'text/javascript; charset=utf-8') =>
    files.set(name, { text, type, etag: `"${sha256(text).slice(0, 24)}"` });
  /** Adds a bundle with its source map, whose lines begin further down when something is put around it. */
  const addBundle = (name: string, around: [before: string, after: string] = ['', '']) => {
    const [before, after] = around;
    const map = JSON.parse(read(`${name}.map`)) as { mappings: string };
    const mappings = ';'.repeat(before.split('\n').length - 1) + map.mappings;
    add(name, before + read(name) + after);
    add(`${name}.map`, JSON.stringify({ ...map, mappings }), 'application/json');
  };

  // The files that the script loads by itself.
  for (const name of readdirSync(new URL('page/', import.meta.url))) {
    if (/^t-\w+\.js$/.test(name)) addBundle(name);
  }
  const version = sha256([...files.values()].map(({ etag }) => etag).join()).slice(0, 8);
  const settingsHash = sha256(JSON.stringify(options.pixels)).slice(0, 16);
  const config = JSON.stringify({ ...options, settingsHash, version });
  addBundle('t.js', ['!function(__TB__){\n', `}(${config});\n`]);
  return { files, version, settingsHash };
}

/** The elements that a page puts into its head: the stub, so that calls may come at once, and the script itself. */
export function createScriptTag(basePath: string): (options?: ScriptTagOptions) => string {
  const stub = read('stub.js').trim();
  return ({ nonce, ...options } = {}) => {
    const attribute = nonce ? ` nonce="${nonce.replace(/[^\w+/=-]/g, '')}"` : '';
    const data = dataOf(options).map(([name, value]) => ` data-${name}="${value.replace(/[^\w .-]/g, '')}"`);
    return `<script${attribute}>${stub}</script><script async src="${basePath}/t.js"${data.join('')}${attribute}></script>`;
  };
}

/** How the script stands in a page. */
export interface ScriptTagOptions {
  /** Of the page's content security policy. */
  nonce?: string;
  /** Whether the script counts page views by itself, and with `hash` routes after the hash too; default true. */
  pageViews?: boolean | 'hash';
  /** What the visitor has said, if the page knows it. */
  consent?: ConsentState;
  /** Where the script learns it: Google's consent mode, or a consent platform that speaks TCF version 2. */
  consentFrom?: 'datalayer' | 'tcf';
  /** The purposes that TCF consent must cover; default `1 3 4 7`. */
  consentPurposes?: string;
  /** The provider of Google's list that TCF consent must cover besides. */
  consentProvider?: string;
  /** Events without code: from a `dataLayer`, from `data-twinbeam-*` attributes of elements. */
  auto?: ('datalayer' | 'elements')[];
  /** `defer` loads the Pixel's library when the page has loaded and is idle. */
  pixel?: 'defer';
  /** Where the visitor that `identify` named is kept; default `session`. */
  keepUser?: 'session' | 'local';
  /** Prints both legs of each event to the page's console. */
  debug?: boolean;
}

/** The options that are there, as attributes of the tag. */
function dataOf({ pageViews, auto, debug, ...rest }: Omit<ScriptTagOptions, 'nonce'>): [name: string, value: string][] {
  const data: Record<string, string | undefined> = {
    pageViews: pageViews === false ? 'off' : pageViews === 'hash' ? 'hash' : undefined,
    auto: auto?.join(' '),
    debug: debug ? '' : undefined,
    ...rest,
  };
  return Object.entries(data).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), String(value)]],
  );
}

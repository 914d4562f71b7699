import { readFileSync } from 'node:fs';
import { hasCustomRules, type Settings } from '@twinbeam/shared';
import { sha256 } from './match-keys/hash.js';

/** The script that pages load: the browser package's bundle and the public settings, in one file. */
export interface PageScript {
  text: string;
  sourceMap: string;
  etag: string;
  /** Travels with each request of the script, so that a page with older settings is noticed. */
  settingsHash: string;
}

/** What the script is told. Nothing secret: everybody can read it. */
export interface PageScriptOptions {
  pixels: Settings[];
  collectUrl: string;
  pixelLibraryUrl: string;
}

const read = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');

export function createPageScript(options: PageScriptOptions): PageScript {
  // Sites without rules of their own are spared the code for them.
  const name = options.pixels.some(hasCustomRules) ? 't-rules.js' : 't.js';
  const settingsHash = sha256(JSON.stringify(options.pixels)).slice(0, 16);
  const config = JSON.stringify({ ...options, settingsHash });
  const text = `!function(__TB__){\n${read(name)}}(${config});\n`;
  const map = JSON.parse(read(`${name}.map`)) as { mappings: string };
  return {
    text,
    // The bundle begins one line further down.
    sourceMap: JSON.stringify({ ...map, mappings: `;${map.mappings}` }),
    etag: `"${sha256(text).slice(0, 24)}"`,
    settingsHash,
  };
}

/** The elements that a page puts into its head: the stub, so that calls may come at once, and the script itself. */
export function createScriptTag(basePath: string): (options?: ScriptTagOptions) => string {
  const stub = read('stub.js').trim();
  return ({ nonce, pageViews = true } = {}) => {
    const attribute = nonce ? ` nonce="${nonce.replace(/[^\w+/=-]/g, '')}"` : '';
    const data = pageViews ? '' : ' data-page-views="off"';
    return `<script${attribute}>${stub}</script><script async src="${basePath}/t.js"${data}${attribute}></script>`;
  };
}

/** How the script stands in a page. */
export interface ScriptTagOptions {
  /** Of the page's content security policy. */
  nonce?: string;
  /** Whether the script counts the page view by itself; default true. */
  pageViews?: boolean;
}

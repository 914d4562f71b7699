import { readdirSync, readFileSync } from 'node:fs';
import type { Settings } from '@twinbeam/shared';
import { sha256 } from '../mapping/match-keys/hash.js';

/** A file that pages load. */
export interface PageFile {
  /** The last segment of its path. */
  name: string;
  /** One buffer for all responses, so that a visitor who does not read costs no memory. */
  body: Buffer;
  /** Its media type. */
  type: string;
  etag: string;
}

/** The script that pages load and the files that it loads itself: the browser package's bundles. */
export interface PageScript {
  /** `t.js` and its source map among them. */
  files: PageFile[];
  /** With this as their query the files never change. */
  version: string;
  /** Sent with each request of the script, so that a page with older settings is noticed. */
  settingsHash: string;
}

/** The script's configuration. Nothing secret: everybody can read it. */
export interface PageScriptOptions {
  pixels: Settings[];
  collectUrl: string;
  pixelLibraryUrl: string;
  consentCookie: string;
  /** Set where nothing may be sent of a visitor without a decision. */
  consent?: 'pending';
  /** Meaning of Global Privacy Control, unless it is `deny`. */
  gpc?: 'ldu' | 'ignore';
}

/** An empty file in place of Meta's library, for pages without pixels. */
export const noLibraryFile = 't-none.js';

/** Reads a file that the build has copied from the browser package. */
export const readPageFile = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');

export function createPageScript(options: PageScriptOptions): PageScript {
  const files: PageFile[] = [];
  // The files that the script loads by itself.
  for (const name of readdirSync(new URL('page/', import.meta.url))) {
    if (/^t-\w+\.js$/.test(name)) files.push(...createBundleFiles(name));
  }
  files.push(createFile(noLibraryFile, '', 'text/javascript; charset=utf-8'));
  const version = sha256(files.map(({ etag }) => etag).join()).slice(0, 8);
  const settingsHash = sha256(JSON.stringify(options.pixels)).slice(0, 16);
  const config = JSON.stringify({ ...options, settingsHash, version });
  files.push(...createBundleFiles('t.js', { before: '!function(__TB__){\n', after: `}(${config});\n` }));
  return { files, version, settingsHash };
}

/** Creates the files of a bundle: its text, with other text around it, and its source map, shifted by the lines before. */
function createBundleFiles(name: string, { before = '', after = '' } = {}): PageFile[] {
  const map = JSON.parse(readPageFile(`${name}.map`)) as { mappings: string };
  const mappings = ';'.repeat(before.split('\n').length - 1) + map.mappings;
  return [
    createFile(name, before + readPageFile(name) + after, 'text/javascript; charset=utf-8'),
    createFile(`${name}.map`, JSON.stringify({ ...map, mappings }), 'application/json'),
  ];
}

const createFile = (name: string, text: string, type: string): PageFile => ({
  name,
  body: Buffer.from(text),
  type,
  etag: `"${sha256(text).slice(0, 24)}"`,
});

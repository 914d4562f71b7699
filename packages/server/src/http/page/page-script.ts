import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ScriptConfig } from '@twinbeam/shared';
import { pageFiles } from '#page-files';
import { createLazy } from '../../create-lazy.js';
import { sha256 } from '../../mapping/match-keys/hash.js';

/** A file that pages load. */
export interface PageFile {
  /** The last segment of its path. */
  name: string;
  /** One buffer for all responses, so that a visitor who does not read costs no memory. */
  body: Buffer;
  /** Returns the body as each content encoding has it, the best one first; empty where it is sent as it is. */
  compressed: readonly (readonly [encoding: string, readBody: () => Buffer])[];
  /** Its media type. */
  type: string;
  /** Entity tag without quotation marks; each encoding has its own. */
  etag: string;
}

/** The script that pages load and the files that it loads itself: the browser package's bundles. */
export interface PageScript {
  /** `t.js` and its source map among them. */
  files: PageFile[];
  /** Part of a file's name, such as `t-auto.0123abcd.js`, under which the file never changes. */
  version: string;
  settingsHash: string;
}

/** An empty file in place of Meta's library, for pages without pixels. */
export const noLibraryFile = 't-none.js';

/** Returns a text that pages load, as the build has made it. Throws if there is none of this name. */
export function readPageFile(name: string): string {
  const text = pageFiles[name];
  if (text === undefined) throw new Error(`@twinbeam/server was built without ${name}`);
  return text;
}

/** Creates the files of pages by what they may know of the options. */
export function createPageScript(options: Omit<ScriptConfig, 'settingsHash' | 'version'>): PageScript {
  const files: PageFile[] = [];
  // The files that the script loads by itself.
  for (const name of Object.keys(pageFiles)) {
    if (/^t-\w+\.js$/.test(name)) files.push(...createBundleFiles(name, readCompressed(name)));
  }
  files.push(createFile(noLibraryFile, '', 'text/javascript; charset=utf-8'));
  const version = sha256(files.map(({ etag }) => etag).join()).slice(0, 8);
  const settingsHash = sha256(JSON.stringify(options.pixels)).slice(0, 16);
  const config: ScriptConfig = { ...options, settingsHash, version };
  const text = `!function(__TB__){\n${readPageFile('t.js')}}(${JSON.stringify(config)});\n`;
  files.push(...createBundleFiles('t.js', compress(text), text, 1));
  return { files, version, settingsHash };
}

/** Creates the files of a bundle: its script, and its source map, shifted by the lines that are put before the script. */
function createBundleFiles(
  name: string,
  compressed: PageFile['compressed'],
  text = readPageFile(name),
  linesBefore = 0,
): PageFile[] {
  const map = JSON.parse(readPageFile(`${name}.map`)) as { mappings: string };
  const mappings = ';'.repeat(linesBefore) + map.mappings;
  return [
    { ...createFile(name, text, 'text/javascript; charset=utf-8'), compressed },
    createFile(`${name}.map`, JSON.stringify({ ...map, mappings }), 'application/json'),
  ];
}

/** Reads what the build has compressed: these files are the same for all settings. */
const readCompressed = (name: string): PageFile['compressed'] => [
  ['br', createLazy(() => Buffer.from(readPageFile(`${name}.br`), 'base64'))],
  ['gzip', createLazy(() => Buffer.from(readPageFile(`${name}.gz`), 'base64'))],
];

/** Compresses at the first request: most of the time that an instance takes to start would go into it. */
const compress = (text: string): PageFile['compressed'] => [
  ['br', createLazy(() => brotliCompressSync(text))],
  ['gzip', createLazy(() => gzipSync(text, { level: 9 }))],
];

const createFile = (name: string, text: string, type: string): PageFile => ({
  name,
  body: Buffer.from(text),
  compressed: [],
  type,
  etag: sha256(text).slice(0, 24),
});

import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ScriptConfig } from '@twinbeam/shared';
import { pageFiles } from '#page-files';
import { createLazy } from '../../base/create-lazy.js';
import { sha256 } from '../../mapping/match-keys/hash.js';
import { toPublicSettings } from '../../options/public-settings.js';
import type { ResolvedOptions } from '../../options/resolve-options.js';

/** A file that pages load. */
export interface PageFile {
  /** The last segment of its path. */
  name: string;
  /** Shared by all responses, so that visitors who do not read their response cost no memory. */
  body: Buffer;
  /** The body in each content encoding, the best one first; empty if it is only sent uncompressed. */
  compressed: readonly (readonly [encoding: string, readBody: () => Buffer])[];
  /** Its media type. */
  type: string;
  /** Entity tag without quotation marks; each encoding has its own. */
  etag: string;
}

/** The script that pages load, and the files that the script loads: the bundles of the browser package. */
export interface PageScript {
  /** All files, including `t.js` and its source map. */
  files: PageFile[];
  /** Version in a file's name, such as `t-auto.0123abcd.js`; under that name the file never changes. */
  version: string;
  settingsHash: string;
}

/** An empty file that replaces Meta's library on pages without pixels. */
const noLibraryFile = 't-none.js';

/** Returns the text of a page file made by the build. Throws if there is no such file. */
export function readPageFile(name: string): string {
  const text = pageFiles[name];
  if (text === undefined) throw new Error(`@twinbeam/server was built without ${name}`);
  return text;
}

/** Creates the page files, with the options that pages may know. */
export function createPageScript(resolved: ResolvedOptions): PageScript {
  const options = toPageOptions(resolved);
  const files: PageFile[] = [];
  // The files that the script loads itself.
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

/** Selects the options that pages may know. A pixel whose messages a function selects has no leg in pages. */
function toPageOptions(options: ResolvedOptions): Omit<ScriptConfig, 'settingsHash' | 'version'> {
  const { basePath, collect, consent, ipv6Url, mode, pixels, pixelLibraryUrl } = options;
  const pagePixels = mode === 'dry' ? [] : pixels.filter(({ filter }) => !filter);
  return {
    pixels: pagePixels.map(({ settings }) => toPublicSettings(settings, collect.held)),
    collectUrl: `${basePath}/collect`,
    pixelLibraryUrl: pagePixels.length === 0 ? `${basePath}/${noLibraryFile}` : pixelLibraryUrl,
    consentCookie: consent.cookie,
    ...(consent.required && { consent: 'pending' }),
    ...(consent.gpc !== 'deny' && { gpc: consent.gpc }),
    ...(consent.reportWithdrawal && { reportWithdrawal: true }),
    ...(ipv6Url && { ipv6Url }),
  };
}

/** Creates the files of a bundle: its script, and its source map, shifted by the lines added before the script. */
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

/** Reads the files compressed by the build; they are the same for all settings. */
const readCompressed = (name: string): PageFile['compressed'] => [
  ['br', createLazy(() => Buffer.from(readPageFile(`${name}.br`), 'base64'))],
  ['gzip', createLazy(() => Buffer.from(readPageFile(`${name}.gz`), 'base64'))],
];

/** Compresses at the first request: it would take most of the time that an instance needs to start. */
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

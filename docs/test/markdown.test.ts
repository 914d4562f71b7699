import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';

const longestCell = 100;
const files = findFiles(/\.md$/);
const fences = /^```[\s\S]*?^```/gm;
const readText = (file: string) => readFileSync(root + file, 'utf8').replaceAll(fences, '');

/** Finds the cells of tables, trimmed. An escaped `|` is part of its cell. */
const findCells = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** Maps a heading to its anchor on GitHub. */
const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const findAnchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    toAnchor(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')),
  );

/** Returns whether a file of this repository, or a heading in it, is missing. */
function isBroken(path: string, anchor: string | undefined): boolean {
  if (!existsSync(root + path)) return true;
  return anchor !== undefined && !findAnchors(readText(path)).includes(anchor);
}

const findLinks = (file: string): string[] =>
  [...readText(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);

/** Matches the URL of a file of this repository. */
const fileUrl = /^https:\/\/github\.com\/twinbeam\/twinbeam\/blob\/main\/([^#]+)(?:#(.+))?$/;

/** Finds links to files and headings of this repository that do not exist. */
function findBrokenLinks(file: string): string[] {
  return findLinks(file).filter((link) => {
    const [, linked, heading] = fileUrl.exec(link) ?? [];
    if (linked) return isBroken(linked, heading);
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    return isBroken(path ? posix.join(file, '..', path) : file, anchor);
  });
}

/** Matches names of pages in help texts, log lines, errors and URLs of this repository: `docs/scaling.md#sizes`. */
const pageName = /(?:\/twinbeam\/twinbeam\/(?:blob|tree)\/main\/|(?<![\w/.-]))(docs\/[\w-]+\.md)(?:#([\w-]+))?/g;
const findPageNames = (text: string): RegExpMatchArray[] => [...text.matchAll(pageName)];

describe.each(files)('%s', (file) => {
  it(`has no table cell of over ${longestCell} characters`, () => {
    expect(findCells(readText(file)).filter((cell) => cell.length > longestCell)).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    expect(findBrokenLinks(file)).toEqual([]);
  });
});

// A package has only its own files, so a relative link leads nowhere in `node_modules` and on the registry.
describe.each(findFiles(/\/README\.md$/, 'packages/'))('%s of a published package', (file) => {
  it('links to the documentation by its URL', () => {
    const links = findLinks(file);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
  });
});

describe('the documentation of the sources', () => {
  /** Finds paths from the root of the repository, and paths below the `src` of a package that the text names before. */
  const findPaths = (file: string): string[] =>
    [...readText(file).matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => /\.ts$|^(packages|examples|docs)\//.test(path));
  const folders = ['', ...['shared', 'browser', 'server', 'sandbox'].map((name) => `packages/${name}/src/`)];
  const sources = findFiles(/\.ts$/, 'packages/');
  /** Returns whether a source exists. A name without a slash may be in any folder. */
  const isSource = (path: string): boolean =>
    path.includes('/')
      ? folders.some((folder) => existsSync(root + folder + path))
      : sources.some((file) => posix.basename(file) === path);

  it.each(['docs/architecture.md', 'SECURITY.md', 'CONTRIBUTING.md'])('%s names sources that exist', (file) => {
    const paths = findPaths(file);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !isSource(path))).toEqual([]);
  });

  /** Finds names of constants and functions in a line that are in none of the files named in that line. */
  function findMoved(line: string): string[] {
    const texts = [...line.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    const code = sources
      .filter((file) => texts.some((text) => file.endsWith(`/${text}`) || file === text))
      .map((file) => readFileSync(root + file, 'utf8'))
      .join();
    const names = texts.flatMap((text) => /^[a-z]+[A-Z]\w*(?=\(|$)/.exec(text) ?? []);
    return code ? names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code)) : [];
  }

  it.each(['docs/architecture.md', 'CONTRIBUTING.md'])('%s names what is in the files beside it', (file) => {
    expect(readText(file).split('\n').flatMap(findMoved)).toEqual([]);
  });
});

describe('the texts of the programs', () => {
  const sources = findFiles(/\.(ts|tsx|mjs|json)$/, 'packages/').filter((file) => !/\.test\.ts$|\/test\//.test(file));
  const named = sources.flatMap((file) =>
    findPageNames(readFileSync(root + file, 'utf8')).map(([link, path = '', anchor]) => ({ file, link, path, anchor })),
  );

  it('name pages and headings that exist', () => {
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter(({ path, anchor }) => isBroken(path, anchor))).toEqual([]);
  });

  it.each([
    ['See docs/scaling.md.', false],
    ['see docs/delivery.md#a-damaged-store', false],
    ['https://github.com/twinbeam/twinbeam/blob/main/docs/delivery.md#a-damaged-store', false],
    ['See docs/none.md.', true],
    ['see docs/delivery.md#none', true],
    ['https://github.com/twinbeam/twinbeam/blob/main/docs/none.md', true],
  ])('are read: %s', (text, expected) => {
    const found = findPageNames(text);
    expect(found.map(([, path = '', anchor]) => isBroken(path, anchor))).toEqual([expected]);
  });
});

describe.each(['README.md', 'llms.txt'])('%s', (file) => {
  it('links to every page of the documentation', () => {
    const text = readFileSync(root + file, 'utf8');
    const pages = findFiles(/\.md$/, 'docs/');
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.filter((page) => !text.includes(`${page})`) && !text.includes(`${page}#`))).toEqual([]);
  });
});

describe('llms.txt', () => {
  it('links to files that exist', () => {
    const links = [...readFileSync(`${root}llms.txt`, 'utf8').matchAll(/\/blob\/main\/([^)#]+)\)/g)].map(
      ([, path]) => path,
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  });
});

describe('the README', () => {
  it('shows how to install the package before any other code', () => {
    const [first] = readFileSync(`${root}README.md`, 'utf8').match(fences) ?? [];
    expect(first).toContain('npm install @twinbeam/server');
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';

const longestCell = 100;
const files = findFiles(/\.md$/);
const fences = /^```[\s\S]*?^```/gm;
const readText = (file: string) => readFileSync(root + file, 'utf8').replaceAll(fences, '');

/** Finds the cells of tables, without the spaces around them. A `|` that is escaped belongs to its cell. */
const findCells = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** Maps a heading to its anchor, as GitHub does. */
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

/** Finds links to files and headings of this repository that do not exist. */
function findBrokenLinks(file: string): string[] {
  const links = [...readText(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path ? posix.join(file, '..', path) : file;
    if (!existsSync(root + target)) return true;
    return anchor !== undefined && !findAnchors(readText(target)).includes(anchor);
  });
}

describe.each(files)('%s', (file) => {
  it(`has no table cell of over ${longestCell} characters`, () => {
    expect(findCells(readText(file)).filter((cell) => cell.length > longestCell)).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    expect(findBrokenLinks(file)).toEqual([]);
  });
});

describe('the documentation of the sources', () => {
  /** Paths from the top of the repository, and those below the `src` of a package, which a heading line names. */
  const findPaths = (file: string): string[] =>
    [...readText(file).matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => /\.ts$|^(packages|examples|docs)\//.test(path));
  const folders = ['', ...['shared', 'browser', 'server', 'sandbox'].map((name) => `packages/${name}/src/`)];
  const sources = findFiles(/\.ts$/, 'packages/');
  /** A name without a slash is that of a file in any folder. */
  const isSource = (path: string): boolean =>
    path.includes('/')
      ? folders.some((folder) => existsSync(root + folder + path))
      : sources.some((file) => posix.basename(file) === path);

  it.each(['docs/architecture.md', 'docs/mapping.md', 'CONTRIBUTING.md'])('%s names sources that exist', (file) => {
    const paths = findPaths(file);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !isSource(path))).toEqual([]);
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

import { readdirSync, readFileSync } from 'node:fs';

const parts = new URL('src/page/parts/', import.meta.url);

/** Reads the style sheet of a page: the shared styles of `parts/`, and those in the page's own folder. */
export const readStyles = (folder) =>
  [parts, folder]
    .flatMap((url) => listStyles(url))
    .map((url) => readFileSync(url, 'utf8'))
    .join('\n');

const listStyles = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => new URL(name, folder));

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The top of the repository, as a path that ends with a slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const skipped = new Set(['node_modules', 'dist', '.git']);

/** Finds the files below a folder whose names match, as paths from the top of the repository. */
export function findFiles(pattern: RegExp, folder = ''): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : findFiles(pattern, `${path}/`);
    return pattern.test(path) ? [path] : [];
  });
}

// Tells whether what is installed and built belongs to the sources as they are, so that `npm start` may skip both.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside what is built, and like it in no commit. */
const stateFile = 'node_modules/.twinbeam-build';
const rootFiles = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tsconfig.base.json'];
const folders = ['packages', 'examples'];

/** Whether the dependencies of the lockfile are installed: pnpm keeps a copy of the one that it has installed. */
export function isInstalled(root) {
  const installed = join(root, 'node_modules/.pnpm/lock.yaml');
  return existsSync(installed) && readFileSync(installed).equals(readFileSync(join(root, 'pnpm-lock.yaml')));
}

/** Whether the last build was of these sources, and nothing has changed its files since. */
export function isBuilt(root) {
  const file = join(root, stateFile);
  return existsSync(file) && readFileSync(file, 'utf8') === hashBuild(root);
}

/** Notes that what is built belongs to the sources as they are. */
export const writeBuildState = (root) => writeFileSync(join(root, stateFile), hashBuild(root));

/** Hashes the content of all sources, and the names, sizes and times of all files that were built. */
function hashBuild(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.version}`);
  for (const file of rootFiles) hash.update(readFileSync(join(root, file)));
  for (const file of folders.flatMap((folder) => listFiles(root, folder))) {
    const path = join(root, file);
    hash.update(`\n${file}\n`);
    if (!isOutput.test(file)) hash.update(readFileSync(path));
    else hash.update(`${statSync(path).size} ${statSync(path).mtimeMs}`);
  }
  return hash.digest('hex');
}

const isOutput = /[\\/]dist[\\/]/;
/** Nothing is built from these. */
const isIgnored = /(^|[\\/])(node_modules|test|\..*)$|\.test\.ts$|\.md$/;

/** Lists files below a folder, sorted, without those that no build reads. */
const listFiles = (root, folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .map((entry) => ({ entry, file: join(folder, entry.name) }))
    .filter(({ file }) => !isIgnored.test(file))
    .flatMap(({ entry, file }) => (entry.isDirectory() ? listFiles(root, file) : [file]))
    .sort();

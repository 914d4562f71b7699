// Returns whether what is installed and built belongs to the sources as they are, so that `npm start` may skip both.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside what is built, and like it in no commit. */
const stateFile = 'node_modules/.twinbeam-build';
const installStateFile = 'node_modules/.twinbeam-install';
/** pnpm's copy of the lockfile, with those packages that it has installed. */
const installedLockfile = 'node_modules/.pnpm/lock.yaml';
const rootFiles = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tsconfig.base.json'];
const folders = ['packages', 'examples'];

/** Whether the shop's dependencies are installed: with everything else, or alone by an earlier `npm start`. */
export function isInstalled(root) {
  const installed = join(root, installedLockfile);
  if (!existsSync(installed)) return false;
  if (readFileSync(installed).equals(readFileSync(join(root, 'pnpm-lock.yaml')))) return true;
  const file = join(root, installStateFile);
  return existsSync(file) && readFileSync(file, 'utf8') === hashInstall(root);
}

/** Notes that the shop's dependencies are installed. */
export const writeInstallState = (root) => writeFileSync(join(root, installStateFile), hashInstall(root));

/** Hashes what should be installed, and what pnpm has installed since. */
function hashInstall(root) {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', installedLockfile]) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
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

// Names what is unreleased in CHANGELOG.md by the version that `changeset version` has given to the packages.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path) => readFileSync(join(process.cwd(), path), 'utf8');
const { version } = JSON.parse(read('packages/server/package.json'));
const changelog = read('CHANGELOG.md');

if (changelog.includes(`\n## [${version}]`)) {
  console.error(`CHANGELOG.md has ${version} already: \`changeset version\` has found no changeset.`);
  process.exit(1);
}
const heading = '## [Unreleased]\n';
const date = new Date().toISOString().slice(0, 10);
const named = changelog
  .replace(heading, `${heading}\n## [${version}] - ${date}\n`)
  .replace(/^\[Unreleased\]: (.*)$/m, `$&\n[${version}]: $1/releases/tag/%40twinbeam%2Fserver%40${version}`);
writeFileSync('CHANGELOG.md', named);
console.log(`CHANGELOG.md: ${version}`);

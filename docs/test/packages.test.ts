import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';

const repository = 'https://github.com/twinbeam/twinbeam';

describe.each(findFiles(/\/package\.json$/))('%s', (file) => {
  const manifest = JSON.parse(readFileSync(root + file, 'utf8'));
  const directory = file.replace('/package.json', '');

  it('says where its sources are, and by which words it is found', () => {
    expect(manifest).toMatchObject({
      repository: { type: 'git', url: `git+${repository}.git`, directory },
      homepage: `${repository}/tree/main/${directory}#readme`,
      bugs: `${repository}/issues`,
      license: 'MIT',
    });
    expect(manifest.keywords).toContain('meta-pixel');
  });

  it('depends on nothing without a reason in docs/architecture.md', () => {
    const page = readFileSync(`${root}docs/architecture.md`, 'utf8');
    const { dependencies, devDependencies, peerDependencies } = manifest;
    // Type declarations need no reason beyond their package's.
    const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }).filter(
      (name) => !/^@(twinbeam|types)\//.test(name),
    );
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('has an entry in the changelog for its version', () => {
    expect(readFileSync(`${root}CHANGELOG.md`, 'utf8')).toContain(`\n## [${manifest.version}]`);
  });
});

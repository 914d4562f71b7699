import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './find-files.js';
import { runPnpm } from './run-pnpm.js';

/** `pnpm sbom` checks the licences that a user of the packages gets; this test, those installed in this repository. */

const permissive: string[] = JSON.parse(readFileSync(join(root, 'scripts/permissive-licences.json'), 'utf8'));

describe('the packages that are installed with ours', () => {
  it('have permissive licences, each', () => {
    const list = runPnpm(['--recursive', '--filter', './packages/*', 'licenses', 'list', '--prod', '--json']);
    const byLicence: Record<string, { name: string }[]> = JSON.parse(list);
    expect(Object.values(byLicence).flat().length).toBeGreaterThan(50);
    const others = Object.entries(byLicence).filter(([licence]) => !permissive.includes(licence));
    expect(others.map(([licence, packages]) => [licence, packages.map(({ name }) => name)])).toEqual([]);
  }, 60_000);
});

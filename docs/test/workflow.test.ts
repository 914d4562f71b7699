import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('is tested by the workflow on the oldest Node that the packages allow, and on each later line', () => {
  const workflow = read('.github/workflows/test.yml');
  const [, versions = ''] = /^ +node: \[(.*)\]$/m.exec(workflow) ?? [];
  const { engines } = JSON.parse(read('packages/server/package.json')) as { engines: { node: string } };
  expect(versions.replaceAll(/["']/g, '').split(', ')).toEqual([engines.node.replace('>=', ''), '22', '24', '26']);
  expect(workflow).toMatch(/^ +node-version: \$\{\{ matrix\.node }}$/m);
  expect(workflow).toMatch(/^ +- run: npm test$/m);
});

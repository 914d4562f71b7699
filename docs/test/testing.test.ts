import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from './find-files.js';

it('The test of docs/testing.md is the one that runs', () => {
  const test = readFileSync(`${root}examples/shop/test/paired.test.ts`, 'utf8').trim();
  expect(readFileSync(`${root}docs/testing.md`, 'utf8')).toContain(`\`\`\`ts\n${test}\n\`\`\``);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from './find-files.js';

it.each(['app.ts', 'paired.test.ts'])('docs/testing.md shows %s as it runs', (file) => {
  const code = readFileSync(`${root}examples/shop/test/${file}`, 'utf8').trim();
  expect(readFileSync(`${root}docs/testing.md`, 'utf8')).toContain(`\`\`\`ts\n${code}\n\`\`\``);
});

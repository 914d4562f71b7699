import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, ReflectionKind } from 'typedoc';
import { expect, it } from 'vitest';
import { root } from './find-files.js';
import { packageNames } from './packed-project.js';

const entries = packageNames.flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(join(root, `packages/${name}/package.json`), 'utf8'));
  return Object.keys(exports)
    .filter((path) => exports[path].types)
    .map((path) => join(`@twinbeam/${name}`, path));
});

it('documents every entry of the packages, without a link or a type that leads nowhere', async () => {
  // Types are checked by `pnpm typecheck`.
  const options = { options: join(root, 'typedoc.json'), skipErrorChecking: true, logLevel: 'Warn' } as const;
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc has read nothing.');
  app.validate(project);
  // TypeDoc prints the errors and warnings that it counts.
  const { errorCount, warningCount } = app.logger;
  expect({ errorCount, warningCount }).toEqual({ errorCount: 0, warningCount: 0 });
  const modules = project.getChildrenByKind(ReflectionKind.Module).map(({ name }) => name);
  expect(modules.sort()).toEqual(entries.sort());
}, 120_000);

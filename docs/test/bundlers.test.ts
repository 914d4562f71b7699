import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSamples } from './find-samples.js';
import { createPackedProject, type PackedProject } from './packed-project.js';

const samples = findSamples('docs/servers.md');
const findSample = (find: (sample: (typeof samples)[number]) => boolean): string => {
  const [sample, ...others] = samples.filter(find);
  if (!sample || others.length > 0) throw new Error('docs/servers.md has not exactly one such sample');
  return sample.code;
};
const program = readFileSync(new URL('try-server.mjs', import.meta.url), 'utf8');

/** Runs a server of the project, and returns what a visitor and Meta receive from it. */
function tryServer(folder: string, ...args: string[]): unknown {
  const printed = execFileSync(process.execPath, [join(folder, 'try-server.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

/**
 * The result of a working server: a page, the page scripts, and one event that went through the outbox on disk to Meta.
 */
const working = {
  page: 200,
  script: [200, true],
  debug: [200, true],
  collect: 202,
  events: [['Lead', 'message-1']],
};

let project: PackedProject;
beforeAll(() => {
  project = createPackedProject();
  project.write('try-server.mjs', program);
}, 120_000);
afterAll(() => project?.remove());

describe('esbuild', () => {
  const banner = findSample(({ code }) => code.includes('banner'));
  const formats: [format: 'cjs' | 'esm', extension: string, options: BuildOptions][] = [
    ['cjs', 'cjs', {}],
    ['esm', 'mjs', { banner: { js: /js: "(.*)"/.exec(banner)?.[1] ?? '' } }],
  ];

  it.each(formats)(
    'bundles the server as %s without engines that are not installed, and the bundle works',
    async (format, extension, options) => {
      const outfile = join(project.folder, `${format}/server.${extension}`);
      const { warnings } = await build({
        stdin: {
          contents: findSample(({ marks }) => marks.includes('node')),
          resolveDir: project.folder,
        },
        bundle: true,
        platform: 'node',
        format,
        outfile,
        logLevel: 'silent',
        ...options,
      });
      expect(warnings).toEqual([]);
      expect(readFileSync(outfile, 'utf8')).toContain('@nats-io/transport-node');
      expect(tryServer(project.folder, outfile)).toEqual(working);
    },
    60_000,
  );
});

const nextPackages = [
  'next@16.4.6',
  'react@19.3.1',
  'react-dom@19.3.1',
  'typescript@6.0.3',
  '@types/node@20.19.0',
  '@types/react@19.3.0',
];

// Installs 400 MB and compiles.
describe.runIf(process.env.TWINBEAM_LONG)('Next.js', () => {
  it('builds the recipe without variables or configuration, and serves both legs', () => {
    const npm = (...args: string[]) => {
      const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
      const options = { cwd: join(project.folder, 'next'), env, encoding: 'utf8', stdio: 'pipe' } as const;
      return execFileSync('npm', args, options);
    };
    const write = (path: string, text: string) => project.write(`next/${path}`, text);
    write('package.json', '{ "private": true }');
    write('tsconfig.json', JSON.stringify({ compilerOptions: { strict: true, paths: { '@/*': ['./*'] } } }));
    for (const { code } of samples) {
      const [, path] = /^\/\/ ((?:lib|app)\/\S+)/.exec(code) ?? [];
      if (path) write(path, code);
    }
    write(
      'app/layout.tsx',
      "import type { ReactNode } from 'react';\nexport default ({ children }: { children: ReactNode }) => <html><body>{children}</body></html>;",
    );
    // Next.js bundles the code of pages and of routes separately.
    write(
      'app/page.tsx',
      `import { readVisitor } from '@twinbeam/server/fetch';
      import { headers } from 'next/headers';
      import { getTwinbeam, readIp } from '@/lib/twinbeam';
      export default async () => {
        const request = new Request('http://localhost/', { headers: await headers() });
        const { identity } = readVisitor(getTwinbeam(), request, { ip: readIp(request.headers) });
        return <p>{JSON.stringify(identity)}</p>;
      };`,
    );
    write('try-server.mjs', program);
    const tarballs = ['shared', 'server', 'sandbox'].map((name) =>
      join(project.tarballs, `twinbeam-${name}-${version}.tgz`),
    );
    npm('install', '--no-audit', '--no-fund', '--save-exact', ...tarballs, ...nextPackages);
    expect(npm('exec', '--', 'next', 'build')).toMatch(/twin\/\[\.\.\.path]/);
    expect(tryServer(join(project.folder, 'next'), 'node_modules/next/dist/bin/next', 'start')).toEqual(working);
  }, 600_000);
});

const { version } = JSON.parse(readFileSync(new URL('../../packages/server/package.json', import.meta.url), 'utf8'));

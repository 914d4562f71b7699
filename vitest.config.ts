import { defineConfig } from 'vitest/config';

/** CI repeats a test that fails, once: browsers, engines and ports are real, and its machine is shared. */
const retry = process.env.TWINBEAM_REPORT ? 1 : 0;

const project = (name: string, root: string, options: object = {}) => ({
  // A machine that does much else must not fail a test.
  test: {
    retry,
    name,
    root,
    include: ['{src,test}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // The files of a process share what they import; none leaves anything behind.
    isolate: false,
    unstubEnvs: true,
    unstubGlobals: true,
    ...options,
  },
});

/** One project a package, and one for the repository itself. The tests run against what was built: `pnpm build` comes first. */
export default defineConfig({
  test: {
    // Of two processors Vitest would use one; most tests wait for a browser, a process or a server.
    maxWorkers: 4,
    // CI counts the tests in a report.
    ...(process.env.TWINBEAM_REPORT && {
      reporters: ['default', 'json'],
      outputFile: { json: process.env.TWINBEAM_REPORT },
    }),
    projects: [
      project('shared', 'packages/shared'),
      project('browser', 'packages/browser', { environment: 'jsdom' }),
      project('server', 'packages/server'),
      project('sandbox', 'packages/sandbox'),
      project('docs', 'docs'),
      // Its files share browsers, too.
      project('shop', 'examples/shop', { testTimeout: 60_000, hookTimeout: 120_000 }),
    ],
  },
});

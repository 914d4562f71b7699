import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';

const require = createRequire(import.meta.url);

/** The finished scripts of the browser package, which this package serves. */
const pageScripts = {
  name: 'page-scripts',
  async writeBundle() {
    const to = new URL('dist/page/', import.meta.url);
    await mkdir(to, { recursive: true });
    const from = new URL('.', pathToFileURL(require.resolve('@twinbeam/browser/t.js')));
    for (const name of await readdir(from)) {
      if (/^(t|t-\w+|stub)\.js(\.map)?$/.test(name)) await copyFile(new URL(name, from), new URL(name, to));
      // What depends on no setting is compressed here, once.
      if (!/^t-\w+\.js$/.test(name)) continue;
      const script = await readFile(new URL(name, from));
      await writeFile(new URL(`${name}.br`, to), brotliCompressSync(script));
      await writeFile(new URL(`${name}.gz`, to), gzipSync(script, { level: 9 }));
    }
  },
};

/** The inspector's page, with its library in it. */
const inspectorPage = {
  input: 'src/inspector/page/page.tsx',
  output: { file: 'dist/inspector/page.js', format: 'iife' },
  plugins: [
    resolve(),
    typescript({ noEmit: false, noEmitOnError: true, tsconfig: 'tsconfig.page.json' }),
    terser(),
    {
      name: 'inspector-style',
      writeBundle: () => copyFile('src/inspector/page/style.css', 'dist/inspector/style.css'),
    },
  ],
};

const server = {
  input: {
    index: 'src/index.ts',
    express: 'src/adapters/express.ts',
    fetch: 'src/adapters/fetch.ts',
    node: 'src/adapters/node.ts',
    nats: 'src/outbox/nats/index.ts',
    'outbox-contract': 'src/outbox/contract.ts',
    cli: 'src/cli/main.ts',
  },
  output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'shared-[name].js' },
  external: [/^node:/, /^[@a-z]/],
  plugins: [
    typescript({
      noEmit: false,
      noEmitOnError: true,
      outDir: 'dist',
      declaration: true,
      sourceMap: true,
      exclude: ['src/**/*.test.ts', 'src/inspector/page/**'],
    }),
    pageScripts,
  ],
};

export default [server, inspectorPage];

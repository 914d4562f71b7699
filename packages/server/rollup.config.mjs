import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { readStyles } from '../sandbox/read-styles.mjs';

const require = createRequire(import.meta.url);

/**
 * Everything that pages load, by name: the module `#page-files`. As a module, it is also found when the host is
 * bundled.
 */
const pageFiles = {};

/** Adds the finished scripts of the browser package. */
function addPageScripts() {
  const from = new URL('.', pathToFileURL(require.resolve('@twinbeam/browser/t.js')));
  for (const name of readdirSync(from)) {
    if (!/^(t|t-\w+|stub)\.js(\.map)?$/.test(name)) continue;
    const script = readFileSync(new URL(name, from));
    pageFiles[name] = script.toString();
    // These files do not depend on settings, so they are compressed once, here.
    if (!/^t-\w+\.js$/.test(name)) continue;
    pageFiles[`${name}.br`] = brotliCompressSync(script).toString('base64');
    pageFiles[`${name}.gz`] = gzipSync(script, { level: 9 }).toString('base64');
  }
}

/** Writes `#page-files` before the compiler looks for it. It lacks the inspector's page while that is being built. */
const writePageFiles = {
  name: 'page-files',
  buildStart() {
    addPageScripts();
    const dist = new URL('dist/', import.meta.url);
    mkdirSync(dist, { recursive: true });
    writeFileSync(new URL('page-files.js', dist), `export const pageFiles = ${JSON.stringify(pageFiles, null, 2)};\n`);
    const type = 'Readonly<Record<string, string>>';
    writeFileSync(new URL('page-files.d.ts', dist), `export declare const pageFiles: ${type};\n`);
  },
};

/** The inspector's page, bundled with its library. */
const inspectorPage = {
  input: 'src/inspector/page/page.tsx',
  output: { file: 'dist/inspector.js', format: 'iife' },
  plugins: [
    writePageFiles,
    resolve(),
    typescript({ noEmit: false, noEmitOnError: true, tsconfig: 'tsconfig.page.json' }),
    terser(),
    {
      name: 'inspector-files',
      generateBundle(_options, bundle) {
        pageFiles['inspector.js'] = bundle['inspector.js'].code;
        pageFiles['inspector.css'] = readStyles(new URL('src/inspector/page/', import.meta.url));
        delete bundle['inspector.js'];
      },
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
  external: [/^node:/, /^[@#a-z]/],
  plugins: [
    writePageFiles,
    typescript({
      noEmit: false,
      noEmitOnError: true,
      outDir: 'dist',
      declaration: true,
      sourceMap: true,
      exclude: ['src/**/*.test.ts', 'src/inspector/page/**'],
    }),
  ],
};

export default [inspectorPage, server];

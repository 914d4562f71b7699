import { readFileSync } from 'node:fs';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const compile = (options) =>
  typescript({ noEmit: false, noEmitOnError: true, sourceMap: true, exclude: ['src/**/*.test.ts'], ...options });

/**
 * Members of objects that `t.js` alone uses. Their names are shortened there, so that a part in a file of its own costs
 * few bytes. A name that a page, a message or another file knows must not be among them.
 */
const internalMembers = JSON.parse(readFileSync(new URL('internal-members.json', import.meta.url), 'utf8'));

const minify = (sourceMap, members = []) =>
  terser({
    sourceMap,
    ecma: 2021,
    module: true,
    compress: { passes: 5, inline: 1, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
    mangle: { properties: members.length > 0 && { regex: new RegExp(`^(${members.join('|')})$`) } },
  });

/** The configuration of one self-contained file that a page can load. */
const script = (input, name, sourcemap, members) => ({
  input: `src/${input}.ts`,
  output: { file: `dist/${name}.js`, format: 'iife', sourcemap: sourcemap && 'hidden', indent: false, strict: false },
  plugins: [resolve(), compile({ sourceMap: sourcemap }), minify(sourcemap, members)],
});

export default [
  {
    input: 'src/index.ts',
    output: { file: 'dist/index.js', format: 'es', sourcemap: true },
    plugins: [resolve(), compile()],
  },
  // Types alone: the module is empty.
  { input: 'src/global.ts', output: { file: 'dist/global.js', format: 'es' }, plugins: [compile()] },
  // The types of the shared package are inlined like its code, so that this package has no dependency on it.
  {
    input: { index: 'src/index.ts', global: 'src/global.ts' },
    output: { dir: 'dist', entryFileNames: '[name].d.ts', chunkFileNames: 'tracker.d.ts', format: 'es' },
    plugins: [resolve(), dts({ respectExternal: true, compilerOptions: { noEmit: false } })],
  },
  script('script', 't', true, internalMembers),
  script('consent-from/script', 't-consent', true),
  script('auto/script', 't-auto', true),
  script('visitor/script', 't-visitor', true),
  script('debug/script', 't-debug', true),
  script('stub', 'stub', false),
];

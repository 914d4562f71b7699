import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const compile = (options) =>
  typescript({ noEmit: false, noEmitOnError: true, sourceMap: true, exclude: ['src/**/*.test.ts'], ...options });
/** Properties that never leave the bundle: neither Meta, nor the server, nor the page sees them. */
const internal =
  /^(copy|current|customData|findings|forget|hold|keep|kept|left|names|overlay|product|rule|slower|standard|start|subdomainIndex)$/;
const minify = (sourceMap) =>
  terser({
    sourceMap,
    ecma: 2021,
    compress: { passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
    mangle: { properties: { regex: internal } },
  });

/** Takes what a bundle needs of the shared package from another build of it. */
const from = (builds) => ({
  name: 'from',
  resolveId(id, importer) {
    const build = builds[id.replace('@twinbeam/shared/', '')];
    return build ? this.resolve(`@twinbeam/shared/${build}`, importer) : null;
  },
});
/** Without the rules that a site may add, for sites that add none. */
const plain = from({ core: 'core-plain', 'core-mapper': 'core-mapper-plain' });
/** The whole in one bundle: the mapper's build has what the core's has. */
const whole = from({ core: 'core-mapper' });

/** One self-contained file a page can load. */
const script = (input, name, sourcemap, ...plugins) => ({
  input: `src/${input}.ts`,
  output: { file: `dist/${name}.js`, format: 'iife', sourcemap: sourcemap && 'hidden', indent: false, strict: false },
  plugins: [...plugins, resolve(), compile({ sourceMap: sourcemap }), minify(sourcemap)],
});

export default [
  {
    input: 'src/index.ts',
    output: { file: 'dist/index.js', format: 'es', sourcemap: true },
    plugins: [whole, resolve(), compile()],
  },
  // The types of the mapper are inlined as its code is: the package stands alone.
  {
    input: 'src/index.ts',
    output: { file: 'dist/index.d.ts', format: 'es' },
    plugins: [whole, resolve(), dts({ respectExternal: true, compilerOptions: { noEmit: false } })],
  },
  script('script', 't', true, plain),
  script('script', 't-rules', true),
  script('pixel/script', 't-map', true, plain),
  script('pixel/script', 't-map-rules', true),
  script('consent-from/script', 't-consent', true),
  script('auto/script', 't-auto', true),
  script('debug/script', 't-debug', true, whole),
  script('stub', 'stub', false),
];

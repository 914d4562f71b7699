import { fileURLToPath } from 'node:url';
import typescript from '@rollup/plugin-typescript';

const compile = () =>
  typescript({
    noEmit: false,
    noEmitOnError: true,
    outDir: 'dist',
    declaration: true,
    sourceMap: true,
    exclude: ['src/**/*.test.ts'],
  });

/** Puts each named `lean-x.ts` in the place of `x.ts`. */
const lean = (...names) => ({
  name: 'lean',
  resolveId: (id) => {
    const name = id.match(/^\.\/(.+)\.js$/)?.[1];
    return names.includes(name) ? fileURLToPath(new URL(`src/lean-${name}.ts`, import.meta.url)) : null;
  },
});

const build = (input, file, ...plugins) => ({
  input: `src/${input}.ts`,
  output: { file: `dist/${file}.js`, format: 'es', sourcemap: true },
  plugins: [...plugins, compile()],
});

/** What a page's mapper does without, and what it does without where a site has no rules of its own. */
const mapper = ['currency', 'own-fields', 'pii'];
const plain = ['custom-rules', 'clean-properties'];

export default [
  build('index', 'index'),
  build('core', 'core', lean('pii', 'standard-events')),
  build('core', 'core-plain', lean('pii', 'standard-events', ...plain)),
  build('core-mapper', 'core-mapper', lean(...mapper)),
  build('core-mapper', 'core-mapper-plain', lean(...mapper, ...plain)),
];

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

export default [
  build('index', 'index'),
  build('core', 'core', lean('problem', 'currency', 'own-fields', 'pii')),
  build('core', 'core-plain', lean('problem', 'currency', 'own-fields', 'pii', 'custom-rules', 'clean-properties')),
];

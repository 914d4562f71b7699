import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import typescript from '@rollup/plugin-typescript';

const require = createRequire(import.meta.url);

/** The finished scripts of the browser package, which this package serves. */
const pageScripts = {
  name: 'page-scripts',
  async writeBundle() {
    const to = new URL('dist/page/', import.meta.url);
    await mkdir(to, { recursive: true });
    for (const name of ['t.js', 't.js.map', 't-rules.js', 't-rules.js.map', 'stub.js']) {
      await copyFile(require.resolve(`@twinbeam/browser/${name}`), new URL(name, to));
    }
  },
};

export default {
  input: { index: 'src/index.ts', express: 'src/express.ts', cli: 'src/cli/main.ts' },
  output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'shared-[name].js' },
  external: [/^node:/, /^[@a-z]/],
  plugins: [
    typescript({
      noEmit: false,
      noEmitOnError: true,
      outDir: 'dist',
      declaration: true,
      sourceMap: true,
      exclude: ['src/**/*.test.ts', 'src/**/*.contract.ts'],
    }),
    pageScripts,
  ],
};

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { readStyles } from './read-styles.mjs';

const compile = (options) => typescript({ noEmit: false, noEmitOnError: true, sourceMap: true, ...options });

/** The configuration of a script for browsers: the stand-in for the Pixel library, or the page's script. */
const forBrowsers = (input, file) => ({
  input: `src/${input}`,
  output: { file: `dist/public/${file}`, format: 'iife', sourcemap: true },
  plugins: [resolve(), compile({ tsconfig: 'tsconfig.page.json' }), terser()],
});

const pageFiles = {
  name: 'page-files',
  async writeBundle() {
    const to = new URL('dist/public/', import.meta.url);
    await mkdir(to, { recursive: true });
    const from = new URL('src/page/', import.meta.url);
    await copyFile(new URL('index.html', from), new URL('index.html', to));
    await writeFile(new URL('style.css', to), readStyles(from));
  },
};

export default [
  {
    input: {
      index: 'src/index.ts',
      main: 'src/main.ts',
      chromium: 'src/find-chromium.ts',
      matchers: 'src/matchers.ts',
    },
    output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: '[name].js' },
    external: [/^node:/, '@sparticuz/chromium', 'express'],
    plugins: [
      compile({
        outDir: 'dist',
        declaration: true,
        exclude: ['src/**/*.test.ts', 'src/page/**', 'src/pixel-library/**'],
      }),
      pageFiles,
    ],
  },
  forBrowsers('page/page.tsx', 'page.js'),
  forBrowsers('pixel-library/fbevents.ts', 'fbevents.js'),
];

import typescript from '@rollup/plugin-typescript';

export default {
  input: 'src/index.ts',
  output: { file: 'dist/index.js', format: 'es', sourcemap: true },
  plugins: [
    typescript({
      noEmit: false,
      noEmitOnError: true,
      outDir: 'dist',
      declaration: true,
      sourceMap: true,
      exclude: ['src/**/*.test.ts'],
    }),
  ],
};

import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The URL of Meta's library, which is hard-coded in some packages: here it is replaced with the local stand-in's. */
const metaLibrary = /(["'])https:\/\/connect\.facebook\.net\/en_US\/fbevents\.js\1/g;

const localLibrary = {
  name: 'local-library',
  transform: (code) => (metaLibrary.test(code) ? code.replace(metaLibrary, '"/meta/en_US/fbevents.js"') : null),
};

/** Builds a page's code in memory, like a shop's bundler. Returns the files by name, `main.js` first. */
export async function bundlePage(name) {
  const build = await rolldown({
    input: { main: fileURLToPath(new URL(`pages/${name}.js`, import.meta.url)) },
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [localLibrary],
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'es', minify: true, entryFileNames: '[name].js' });
  await build.close();
  return new Map(output.map(({ fileName, code }) => [fileName, code]));
}

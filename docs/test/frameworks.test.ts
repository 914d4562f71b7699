import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { compile } from 'svelte/compiler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSamples } from './find-samples.js';
import { createPackedProject, type PackedProject } from './packed-project.js';

/** The recipes of the page, by a word that is unique to each. */
const samples = findSamples('docs/frameworks.md');
const findRecipe = (word: string): string => {
  const [recipe, ...others] = samples.filter(({ code }) => code.includes(word));
  if (!recipe || others.length > 0) throw new Error(`docs/frameworks.md has not exactly one sample with ${word}`);
  return recipe.code;
};

/** One application per framework, which uses the recipe as described on the page. */
const applications: Record<string, Record<string, string>> = {
  React: {
    'visitor.tsx': findRecipe('export function Visitor'),
    'main.tsx': `import { createElement, StrictMode } from 'react';
      import { createRoot } from 'react-dom/client';
      import { AddToCart, Visitor } from './visitor.js';
      createRoot(document.getElementById('app')!).render(
        createElement(StrictMode, null,
          createElement(Visitor, { id: 'user-1', email: 'ada@example.com' }),
          createElement(AddToCart, { id: 'p1', price: 9.5 })));`,
  },
  Vue: {
    'plugin.ts': findRecipe('trackerPlugin'),
    'main.tsx': `import { createApp, h, inject, onMounted } from 'vue';
      import { trackerPlugin } from './plugin.js';
      import type { tracker } from './tracker.js';
      createApp({
        setup() {
          const { identify, track } = inject('tracker') as typeof tracker;
          onMounted(() => identify('user-1', { email: 'ada@example.com' }));
          const add = () => track('Product Added', { product_id: 'p1', price: 9.5, currency: 'EUR' });
          return () => h('button', { onClick: add }, 'Add to cart');
        },
      }).use(trackerPlugin).mount('#app');`,
  },
  Svelte: {
    'tracked.ts': findRecipe('export function tracked'),
    'app.svelte': `<script>
        import { tracked } from './tracked.js';
        const properties = { product_id: 'p1', price: 9.5, currency: 'EUR' };
      </script>
      <button use:tracked={{ event: 'Product Added', properties }}>Add to cart</button>`,
    'main.tsx': `import { mount } from 'svelte';
      import { tracker } from './tracker.js';
      import App from './app.svelte';
      tracker.identify('user-1', { email: 'ada@example.com' });
      mount(App, { target: document.getElementById('app')! });`,
  },
};

let project: PackedProject;
beforeAll(() => {
  const ofRepository = Object.fromEntries(['react', 'react-dom', 'svelte', 'vue'].map((name) => [name, '.']));
  project = createPackedProject({
    ...ofRepository,
    'puppeteer-core': 'packages/sandbox',
    '@sparticuz/chromium': 'packages/sandbox',
  });
  const program = readFileSync(new URL('serve-bundle.mjs', import.meta.url), 'utf8');
  for (const name of Object.keys(applications)) {
    project.write(`${name}/tracker.ts`, findRecipe('export const tracker ='));
    project.write(`${name}/serve.mjs`, program);
  }
}, 120_000);
afterAll(() => project?.remove());

/** Bundles an application like its users' tools: with Svelte's own compiler, and TypeScript and JSX in the bundler. */
async function bundle(folder: string): Promise<void> {
  const built = await rolldown({
    input: join(folder, 'main.tsx'),
    logLevel: 'silent',
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'svelte',
        transform: (code, id) => (id.endsWith('.svelte') ? compile(code, { filename: id }).js.code : null),
      },
    ],
  });
  await built.write({ file: join(folder, 'bundle.js'), format: 'es' });
}

describe('the recipes of docs/frameworks.md', () => {
  it.each(Object.keys(applications))(
    '%s: both legs, with the person, counted once',
    async (name) => {
      for (const [file, text] of Object.entries(applications[name] ?? {})) project.write(`${name}/${file}`, text);
      await bundle(join(project.folder, name));
      const { errors, events } = JSON.parse(project.run(`${name}/serve.mjs`));
      expect(errors).toEqual([]);
      const data = { currency: 'EUR', content_ids: ['p1'] };
      const toPair = (event_name: string, rest: object) => [
        expect.objectContaining({ source: 'browser', event_name, isPaired: true, ...rest }),
        expect.objectContaining({ source: 'server', event_name, isPaired: true, ...rest }),
      ];
      expect(events).toHaveLength(4);
      expect(events).toEqual(
        expect.arrayContaining([
          ...toPair('PageView', {}),
          ...toPair('AddToCart', { hasEmail: true, custom_data: expect.objectContaining(data) }),
        ]),
      );
      expect(events.filter(({ counted }: { counted: boolean }) => counted)).toHaveLength(2);
    },
    120_000,
  );
});

import type { Card, EventCard } from '../page-api/card.js';

const packageName = '@twinbeam/sandbox';

/** Creates a test that expects this event on both legs. */
export function toTest(card: Card): string | undefined {
  if (card.kind === 'refused') return undefined;
  const data = toExpectedData(card);
  return `import { createSandbox } from '${packageName}';
import { sandboxMatchers } from '${packageName}/matchers';
import { expect, test } from 'vitest';

expect.extend(sandboxMatchers);

test(${JSON.stringify(`${card.name} is counted once`)}, async () => {
  const sandbox = await createSandbox({ strict: true });
  // Start your server with graphUrl: sandbox.url and pixelLibraryUrl: \`\${sandbox.url}/en_US/fbevents.js\`,
  // and trigger this event in a browser.
  await expect(sandbox).toHavePaired(${JSON.stringify(card.name)}, {
    customData: ${JSON.stringify(data, undefined, 2).replaceAll('\n', '\n    ')},
  });
  await sandbox.close();
});
`;
}

const toExpectedData = (card: EventCard): Record<string, unknown> =>
  (card.legs.server[0] ?? card.legs.browser[0])?.custom_data ?? {};

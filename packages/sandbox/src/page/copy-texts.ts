import type { Card, CardEvent, EventCard } from '../page-api/card.js';

/** A text for the clipboard. */
interface CopyText {
  label: string;
  content: string;
}

/** Quotes text for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Returns the fields of a browser event that can be edited and sent again. */
export const toBrowserFields = (event: CardEvent): Record<string, unknown> => ({
  event_name: event.event_name,
  event_id: event.event_id,
  event_source_url: event.event_source_url,
  custom_data: event.custom_data,
  user_data: event.user_data,
});

/** Maps the fields of a browser event to the parameters of a hit. */
export function toHitParameters(pixelId: string, fields: Record<string, unknown>): URLSearchParams {
  const { event_name, event_id, event_source_url, custom_data, user_data } = fields;
  const toText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const entries = Object.entries({ id: pixelId, ev: event_name, eid: event_id, dl: event_source_url });
  const custom = Object.entries((custom_data ?? {}) as object).map(([key, value]) => [`cd[${key}]`, value]);
  const user = Object.entries((user_data ?? {}) as object).map(([key, value]) => [
    key === 'fbp' || key === 'fbc' ? key : `ud[${key}]`,
    value,
  ]);
  return new URLSearchParams(
    [...entries, ...custom, ...user]
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [String(key), toText(value)]),
  );
}

const toGraphCurl = (origin: string, pixelId: string, event: unknown): string =>
  [
    `curl ${quote(`${origin}/v26.0/${pixelId}/events`)} \\`,
    `  -H 'authorization: Bearer ACCESS_TOKEN' -H 'content-type: application/json' \\`,
    `  -d ${quote(JSON.stringify({ data: [event] }))}`,
  ].join('\n');

/** Creates a `curl` command for each leg of a card. The user fills in the access token: the sandbox stores none. */
export function toCurl(card: Card, origin: string): CopyText[] {
  if (card.kind === 'refused') {
    const { event, source, pixelId = 'PIXEL' } = card.request;
    return event && source === 'server' ? [{ label: 'curl', content: toGraphCurl(origin, pixelId, event) }] : [];
  }
  const [browser] = card.legs.browser;
  const [server] = card.legs.server;
  const texts: CopyText[] = [];
  if (browser) {
    const parameters = toHitParameters(browser.pixelId, toBrowserFields(browser));
    texts.push({ label: 'curl of the browser leg', content: `curl ${quote(`${origin}/tr/?${parameters}`)}` });
  }
  if (server) {
    texts.push({
      label: 'curl of the server leg',
      content: toGraphCurl(origin, server.pixelId, server.raw),
    });
  }
  return texts;
}

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

import type { Card } from '../page-api/card.js';
import { toBrowserFields, toHitParameters } from './hit-parameters.js';

/** A text for the clipboard. */
interface CopyText {
  label: string;
  content: string;
}

/** Quotes text for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

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

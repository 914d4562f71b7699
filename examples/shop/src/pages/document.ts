import type { Request } from 'express';
import { toTraits } from '../events.js';
import { type Html, html, json, raw } from '../html.js';
import { consentBanner, privacySettings } from './consent.js';

/** A Twinbeam call: method and arguments. */
export type Call = ['track', event: string, properties: object] | ['identify', ...user: (string | object)[]];

/** The content of a page, and its Twinbeam calls. */
export interface Page {
  title: string;
  body: Html;
  calls?: Call[];
}

export interface Frame {
  req: Request;
  nonce: string;
  /** The URL of the page that shows both legs. */
  watchUrl: string;
  /** Whether a banner asks for consent. */
  asksForConsent: boolean;
}

export function toDocument({ title, body, calls = [] }: Page, { req, nonce, watchUrl, asksForConsent }: Frame): string {
  const { user, cart, wishlist } = req.session;
  const count = [...cart.values()].reduce((sum, quantity) => sum + quantity, 0);
  const traits = toTraits(req.session);
  const identified: Call[] = traits ? [['identify', ...(user ? [user.id] : []), traits]] : [];
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title} · Twin &amp; Beam</title>
  <link rel="icon" href="/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
  ${raw(req.twinbeam.scriptTag({ nonce }))}
  <script nonce="${nonce}">
${[...identified, ...calls].map(([name, ...args]) => html`    twinbeam.${name}(${raw(args.map((arg) => json(arg).text).join(', '))});\n`)}  </script>
  <script type="module" src="/client/shop.js" nonce="${nonce}"></script>
  ${asksForConsent && html`<script type="module" src="/client/consent.js" nonce="${nonce}"></script>`}
</head>
<body>
${asksForConsent && consentBanner(req)}
  <header>
    <a class="brand" href="/"><img src="/mark.svg" alt="" width="28" height="28"> Twin &amp; Beam</a>
    <form class="search" action="/search" role="search">
      <input type="search" name="q" placeholder="Boots, coats, lamps" aria-label="Search" required>
      <button>Search</button>
    </form>
    <nav>
      <a href="/wishlist">Wishlist <b id="wishlist-count">${wishlist.size}</b></a>
      ${user ? html`<a href="/account">Account</a>` : html`<a href="/sign-up">Sign up</a>`}
      <a href="/cart">Cart <b id="cart-count">${count}</b></a>
    </nav>
  </header>
  <main>
${body}
  </main>
  <footer>
    <p>A demo: nothing is sold here. <a href="${watchUrl}">See both legs of every event arrive</a>.</p>
    ${asksForConsent && privacySettings}
  </footer>
</body>
</html>
`.text;
}

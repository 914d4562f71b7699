import type { Request } from 'express';
import { type Html, html } from '../html.js';

/** Reads from the consent cookie what the visitor has decided. Global Privacy Control is a refusal. */
function readDecision({ twinbeam }: Request): 'granted' | 'denied' | undefined {
  const consent = twinbeam.identity.consent ?? '';
  // Limited Data Use stands behind the state.
  if (consent.startsWith('granted')) return 'granted';
  return consent === 'denied' ? 'denied' : undefined;
}

/** The banner that asks for consent. It is hidden once the visitor has decided, until the footer's button opens it again. */
export function consentBanner(req: Request): Html {
  const decision = readDecision(req);
  const button = (value: string, label: string) =>
    html`<button value="${value}" aria-pressed="${decision === value ? 'true' : 'false'}">${label}</button>`;
  return html`  <section class="consent" id="consent" aria-labelledby="consent-title" ${decision !== undefined && html`hidden`}>
    <h2 id="consent-title" tabindex="-1">May we tell Meta what you do here?</h2>
    <p>Then we set cookies and report what you look at and buy, with your hashed e-mail address and name, so that we advertise to those who like boots. Without your consent this page and our server report nothing.</p>
    <p class="buttons">
      ${button('granted', 'Accept')}
      ${button('denied', 'Reject')}
    </p>
  </section>
  <p class="consent-note" tabindex="-1" hidden></p>`;
}

/** The footer's button, by which a visitor changes the decision. */
export const privacySettings = html`<button class="link" id="privacy-settings" aria-controls="consent">Privacy settings</button>`;

import { GraphError } from './graph-error.js';
import type { GraphErrorKind } from './graph-error-policies.js';

type Explain = (error: GraphError, pixelId: string) => string;

const explainForeign = (): string =>
  'The response does not come from Graph: check that META_GRAPH_URL is right and that no proxy is in between.';

/** Advice for each kind of Graph error. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const explanations: Record<GraphErrorKind, Explain> = {
  token: explainToken,
  rate: () => 'Meta limits the requests of this token: wait some minutes, then run the command again.',
  invalid: () =>
    'Meta refuses the event: twinbeam map FILE --check shows what it accepts; check that graphVersion is not too old.',
  transient: ({ status }) =>
    status > 0
      ? 'Meta itself has a failure: see https://metastatus.com/; events wait in the outbox and are sent later.'
      : 'No complete response arrived: check that firewalls and proxies let this machine reach META_GRAPH_URL.',
  'too-large': explainForeign,
  foreign: explainForeign,
};

/** Returns a sentence that says what to do about a failed request to Graph. */
export const explainGraphError = (error: unknown, pixelId: string): string =>
  error instanceof GraphError ? explanations[error.kind](error, pixelId) : explainForeign();

/** Returns the text of a failed request and, if a person must correct the cause, what to do. */
export const toFailureText = (error: GraphError, pixelId: string): string =>
  error.policy.action === 'pause' ? `${error.message}. ${explainGraphError(error, pixelId)}` : error.message;

function explainToken({ status, code = 0, subcode }: GraphError, pixelId: string): string {
  if (status === 0) return 'See why it returned none: it must return the token, or a promise of it, within timeoutMs.';
  if (code === 803 || (code === 100 && subcode === 33)) {
    return `The token has no access to pixel ${pixelId}: compare META_PIXEL_ID with the id in Events Manager, and create the token there, for that pixel.`;
  }
  if (code === 100) {
    return "Meta refuses the proof of the app secret: set META_APP_SECRET to the secret of the token's app, or unset it where that app does not require one.";
  }
  if (code === 10 || (code >= 200 && code <= 299)) {
    return `The token lacks the permission: in Business settings, System users, give its owner the pixel ${pixelId} with Manage, or create a new token in Events Manager.`;
  }
  return 'The token has expired, was revoked or is not a token: create a new one in Events Manager (Settings, Conversions API, Generate access token) and set META_ACCESS_TOKEN.';
}

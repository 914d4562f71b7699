import { GraphError } from '../../graph/graph-error.js';

type Row = [matches: (error: GraphError) => boolean, toFix: (pixelId: string) => string];

const hasCode =
  (...codes: number[]) =>
  ({ code }: GraphError) =>
    code !== undefined && codes.includes(code);

/** Advice for each error of Graph: the first row that matches. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const rows: readonly Row[] = [
  [
    ({ code, subcode }) => (code === 100 && subcode === 33) || code === 803,
    (pixelId) =>
      `The token does not see pixel ${pixelId}: compare META_PIXEL_ID with the id in Events Manager, and make the token there, for that pixel.`,
  ],
  [
    ({ status, code }) => code === 190 || code === 102 || (status === 401 && code === undefined),
    () =>
      'The token has expired, was revoked or is no token: make a new one in Events Manager (Settings, Conversions API, Generate access token) and set META_ACCESS_TOKEN.',
  ],
  [
    ({ code = 0 }) => code === 10 || (code >= 200 && code <= 299),
    (pixelId) =>
      `The token lacks the permission: in Business settings, System users, give its owner the pixel ${pixelId} with Manage, or make a new token in Events Manager.`,
  ],
  [
    ({ policy }) => policy.kind === 'rate',
    () => 'Meta limits the requests of this token: wait some minutes, then run the command again.',
  ],
  [
    ({ code, policy }) => code === 100 && policy.kind === 'token',
    () =>
      "Meta refuses the proof of the app secret: set META_APP_SECRET to the secret of the token's app, or unset it where that app does not require one.",
  ],
  [
    hasCode(100),
    () =>
      'Meta refuses the event: twinbeam map FILE --check shows what it takes; see that graphVersion is not too old.',
  ],
  [
    ({ policy, status }) => policy.kind === 'transient' && (status ?? 0) > 0,
    () => 'Meta itself has a failure: see https://metastatus.com/; events wait in the outbox and are sent later.',
  ],
  [
    ({ policy }) => policy.kind === 'transient',
    () => 'No whole response came: see that a firewall or proxy lets this machine reach META_GRAPH_URL.',
  ],
];

/** Returns the sentence that says what to do about an error of a request to Graph. */
export function explainGraphError(error: unknown, pixelId: string): string {
  const row = error instanceof GraphError ? rows.find(([matches]) => matches(error)) : undefined;
  return row
    ? row[1](pixelId)
    : 'The response is not one of Graph: see that META_GRAPH_URL is right and no proxy is in between.';
}

import type { HttpResponse } from '../http/http-message.js';
import { readPageFile } from '../http/page/page-script.js';

/** The files of the inspector's page. */
export interface InspectorPage {
  /** Returns the page or the sign-in form; after a wrong token, the form with the error response. */
  toHtml(view: 'app' | 'sign-in', refusal?: HttpResponse): HttpResponse;
  script: HttpResponse;
  style: HttpResponse;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // With `no-referrer`, browsers would send the form with the origin null.
  'referrer-policy': 'same-origin',
};

/** Creates the page from the files made by the build. */
export function createInspectorPage(basePath: string): InspectorPage {
  const toFile = (name: string, type: string): HttpResponse => ({
    status: 200,
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
    text: readPageFile(name),
  });
  return {
    script: toFile('inspector.js', 'text/javascript'),
    style: toFile('inspector.css', 'text/css'),
    toHtml: (view, refusal) => ({
      status: refusal?.status ?? 200,
      headers: { ...refusal?.headers, ...headers } as Record<string, string>,
      text: toDocument(`${basePath}/inspect`, view === 'app' ? toApp(basePath) : toForm(basePath, refusal?.status)),
    }),
  };
}

const toApp = (basePath: string): string =>
  `<noscript>The page needs JavaScript.</noscript><div id="root" data-path="${basePath}/inspect"></div>
<script src="${basePath}/inspect/page.js"></script>`;

const formTexts: Record<number, string> = {
  401: 'The token is wrong.',
  403: 'The form was sent from another site. Open the page again.',
  429: 'Too many wrong tokens. Try again in a minute.',
};

const toForm = (basePath: string, status: number | undefined): string => `<main class="sign-in"><div class="panel">
<h1>Twinbeam inspector</h1>
${status === undefined ? '' : `<p class="alert" role="alert">${formTexts[status] ?? 'Signing in has failed.'}</p>`}
<form method="post" action="${basePath}/inspect/session">
<label>Token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button class="primary">Sign in</button>
</form>
<p class="hint">It is the option <code>inspector: { token }</code>, or <code>TWINBEAM_INSPECTOR_TOKEN</code>. The session ends after an hour.</p>
</div></main>`;

const toDocument = (path: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Twinbeam inspector</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${path}/style.css">
</head>
<body>${body}</body>
</html>
`;

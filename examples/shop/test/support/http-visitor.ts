import type { TestServer } from './server.js';

/** A visitor without a browser: requests a path, or posts a form to it, with the cookies of the responses before. */
export type HttpVisitor = (path: string, form?: Record<string, string>) => Promise<Response>;

/** The user agent of such a visitor. */
export const shopperAgent = 'Mozilla/5.0 Shopper/1';

export function createHttpVisitor(server: Pick<TestServer, 'url'>): HttpVisitor {
  const cookies = new Map([['_fbp', 'fb.0.1700000000000.42']]);
  return async (path, form) => {
    const response = await fetch(server.url(path), {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map((cookie) => cookie.join('=')).join('; '),
        'user-agent': shopperAgent,
      },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^(.*?)=([^;]*)/.exec(text) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
}

import { createErrorResponse, type HttpRequest, type HttpResponse } from './http-message.js';
import { isSameSecret } from './is-same-secret.js';

/** Returns whether a request carries the bearer token, compared in constant time. */
export const hasBearerToken = (request: HttpRequest, token: string): boolean =>
  isSameSecret(readAuthorization(request).replace(scheme, ''), token) && isBearer(request);

/** Returns whether a request carries any bearer token. Behind a proxy with a password, it may carry that instead. */
export const isBearer = (request: HttpRequest): boolean => scheme.test(readAuthorization(request));

/** Creates the response to a request whose bearer token is missing or wrong. */
export const createTokenError = (text: string): HttpResponse =>
  createErrorResponse(401, text, { 'www-authenticate': 'Bearer' });

/** The name of a scheme may be in any case. https://www.rfc-editor.org/rfc/rfc9110#section-11.1 */
const scheme = /^bearer /i;

const readAuthorization = (request: HttpRequest): string => request.header('authorization') ?? '';

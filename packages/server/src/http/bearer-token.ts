import type { HttpRequest } from './http-message.js';
import { isSameSecret } from './is-same-secret.js';

/** Returns whether a request carries the bearer token, compared in constant time. */
export const hasBearerToken = (request: HttpRequest, token: string): boolean =>
  isSameSecret(request.header('authorization') ?? '', `Bearer ${token}`);

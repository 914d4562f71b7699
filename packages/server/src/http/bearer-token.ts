import { hash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './http-message.js';

/** Tells whether a request carries a bearer token, in constant time. */
export function hasBearerToken(request: HttpRequest, token: string): boolean {
  const given = hash('sha256', request.header('authorization') ?? '', 'buffer');
  return timingSafeEqual(given, hash('sha256', `Bearer ${token}`, 'buffer'));
}

import { toFields } from '@twinbeam/shared';
import type { BodyLimits, HttpRequest } from '../http/http-message.js';

/** Reads the token of the sign-in form, which the host may have parsed. Returns an empty text if there is none. */
export async function readSignIn(request: HttpRequest, limits: BodyLimits): Promise<string> {
  const read = await request.readBody({ ...limits, maxBytes: 4_096 });
  if ('failure' in read) return '';
  const { body } = read;
  if (typeof body === 'string') return readField(body);
  if (body instanceof Uint8Array) return readField(Buffer.from(body).toString());
  const { token } = toFields(body);
  return typeof token === 'string' ? token : '';
}

const readField = (text: string): string => new URLSearchParams(text).get('token') ?? '';

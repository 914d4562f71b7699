import { serialize } from 'cookie';
import type { Identity } from '../accept/identity.js';
import type { RequestContext } from '../http/request-context.js';
import { readCookieValues } from '../http/visitor/read-cookies.js';
import type { SigningKey } from '../http/visitor/signing-key.js';
import { createSignedTexts } from './signed-text.js';

/** The traced visits: those of browsers with the signed cookie that the inspector's page sets. */
export interface TracedVisits {
  isTraced(context: RequestContext): boolean;
  /** Notes the identity that server code gets for a request, if its visit is traced. */
  noteIdentity(identity: Identity, context: RequestContext): void;
  /** Returns whether an identity comes from a request of a traced visit. */
  isTracedIdentity(identity: object): boolean;
  /** Builds the header that starts or ends the trace. */
  toSetCookie(isOn: boolean, isSecure: boolean): string;
}

const cookieName = 'twinbeam_trace';
const maxAgeMs = 3_600_000;

/** @param key the key for this purpose */
export function createTracedVisits(key: SigningKey, now: () => number): TracedVisits {
  const signed = createSignedTexts(key, now);
  const identities = new WeakSet<object>();
  const isTraced = ({ request }: RequestContext): boolean =>
    readCookieValues(request.header('cookie'), cookieName).slice(0, 3).some(signed.isValid);
  return {
    isTraced,
    noteIdentity(identity, context) {
      if (isTraced(context)) identities.add(identity);
    },
    isTracedIdentity: (identity) => identities.has(identity),
    toSetCookie: (isOn, isSecure) =>
      serialize(cookieName, isOn ? signed.create(maxAgeMs) : '', {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure,
        maxAge: isOn ? maxAgeMs / 1000 : 0,
      }),
  };
}

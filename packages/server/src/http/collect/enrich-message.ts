import { type Fields, firstPresent, isFields, parseConsent, parseFbc, parseFbp, toFields } from '@twinbeam/shared';
import type { Identity } from '../../accept/identity.js';
import type { EventSource } from '../../outbox/outbox.js';
import { isLibraryAgent } from '../visitor/user-agent.js';

/**
 * Adds the data to a page's message that only the request contains. A page cannot set IP address or user agent itself.
 */
export function enrichMessage(message: unknown, identity: Identity, sentAt: unknown): unknown {
  if (!isFields(message)) return message;
  const context = toFields(message.context);
  const page = toFields(context.page);
  return withFields(message, {
    request_ip: undefined,
    sentAt: sentAt ?? message.sentAt,
    anonymousId: firstPresent(message.anonymousId, identity.anonymousId),
    context: withFields(context, {
      ip: identity.ip,
      userAgent: identity.userAgent,
      // Without one that is well formed, the message's stays, so that a warning names it.
      fbp: parseFbp(context.fbp) ?? identity.fbp ?? context.fbp,
      fbc: parseFbc(context.fbc) ?? identity.fbc ?? context.fbc,
      dataProcessingOptions:
        context.dataProcessingOptions ??
        parseConsent(context.consent)?.dataProcessing ??
        parseConsent(identity.consent)?.dataProcessing,
      page: withFields(page, { url: firstPresent(page.url, identity.url) }),
    }),
  });
}

/**
 * Prepares a message sent by a library. The request comes from the library, not from the visitor, and only server code
 * may state the visitor's address.
 */
export function enrichSdkMessage(message: unknown, source: EventSource, sentAt: unknown): unknown {
  if (!isFields(message)) return message;
  const context = toFields(message.context);
  return withFields(message, {
    request_ip: source === 'server' ? message.request_ip : undefined,
    sentAt: sentAt ?? message.sentAt,
    context: withFields(context, {
      ip: source === 'server' ? context.ip : undefined,
      userAgent: isLibraryAgent(context.userAgent) ? undefined : context.userAgent,
      dataProcessingOptions: context.dataProcessingOptions ?? parseConsent(context.consent)?.dataProcessing,
    }),
  });
}

/**
 * Returns a copy with further fields. It begins with a field of its own, because in Node 20 a copy that begins by
 * spreading an object from `JSON.parse` takes twenty times as long.
 */
const withFields = (fields: Fields, others: Fields): Fields => ({ request_ip: undefined, ...fields, ...others });

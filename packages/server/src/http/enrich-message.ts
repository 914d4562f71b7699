import { isFields, parseConsent, toFields } from '@twinbeam/shared';
import type { Identity } from './request-identity.js';

/** Adds to a page's message what only the request tells. IP address and user agent are never the page's to say. */
export function enrichMessage(message: unknown, identity: Identity, sentAt: unknown): unknown {
  if (!isFields(message)) return message;
  const { request_ip, ...rest } = message;
  const context = toFields(message.context);
  const page = toFields(context.page);
  return {
    ...rest,
    sentAt,
    anonymousId: message.anonymousId ?? identity.anonymousId,
    context: {
      ...context,
      ip: identity.ip,
      userAgent: identity.userAgent,
      fbp: context.fbp ?? identity.fbp,
      fbc: context.fbc ?? identity.fbc,
      dataProcessingOptions:
        context.dataProcessingOptions ??
        parseConsent(context.consent)?.dataProcessing ??
        parseConsent(identity.consent)?.dataProcessing,
      page: { ...page, url: page.url ?? identity.url },
    },
  };
}

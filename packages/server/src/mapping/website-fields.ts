import { error, maxUrlLength, toFields, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import type { ServerEvent } from './server-event.js';

/** The URLs of an event. */
type PageUrls = Pick<ServerEvent, 'event_source_url' | 'referrer_url'>;

/** Returns the URLs of the page and of the page before it, without personal data. */
export function toPageUrls({ context, properties, memo, report }: Mapping): PageUrls {
  const urls: PageUrls = {};
  const page = toFields(context.page);
  const url = memo.cleanUrl(page.url) ?? memo.cleanUrl(properties.url);
  if (url !== undefined) urls.event_source_url = url;
  const referrer = memo.cleanUrl(page.referrer);
  if (referrer !== undefined) urls.referrer_url = referrer;
  if (isCut(page.url)) report(warning('text-cut', 'context.page.url'));
  if (isCut(page.referrer)) report(warning('text-cut', 'context.page.referrer'));
  return urls;
}

const isCut = (url: unknown): boolean => typeof url === 'string' && url.length > maxUrlLength;

/** Reports what Meta asks for with website events and this event lacks: without it Meta may not use the event. */
export function reportMissingWebsiteFields({ settings, report }: Mapping, event: ServerEvent): void {
  if (event.action_source !== 'website') return;
  const problem = settings.strict ? error : warning;
  if (!event.user_data.client_user_agent) report(problem('user-agent-missing', 'context.userAgent'));
  if (event.event_source_url === undefined) report(problem('url-missing', 'context.page.url'));
}

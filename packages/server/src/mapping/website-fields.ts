import { error, type Message, maxUrlLength, type Problem, type Settings, toFields, warning } from '@twinbeam/shared';
import type { MappingMemo } from './mapping-memo.js';
import type { ServerEvent } from './server-event.js';

/** Adds the URLs of the page and of the page before it. */
export function addPageUrls(
  event: ServerEvent,
  { context, properties }: Message,
  problems: Problem[],
  { cleanUrl }: Pick<MappingMemo, 'cleanUrl'>,
): void {
  const page = toFields(toFields(context).page);
  const url = cleanUrl(page.url) ?? cleanUrl(toFields(properties).url);
  if (url !== undefined) event.event_source_url = url;
  const referrer = cleanUrl(page.referrer);
  if (referrer !== undefined) event.referrer_url = referrer;
  if (isCut(page.url)) problems.push(warning('text-cut', 'context.page.url'));
  if (isCut(page.referrer)) problems.push(warning('text-cut', 'context.page.referrer'));
}

const isCut = (url: unknown): boolean => typeof url === 'string' && url.length > maxUrlLength;

/** Finds what Meta asks for with website events: without it an event may not be used. */
export function findMissingWebsiteFields(event: ServerEvent, { strict }: Settings): Problem[] {
  if (event.action_source !== 'website') return [];
  const report = strict ? error : warning;
  const problems: Problem[] = [];
  if (!event.user_data.client_user_agent) problems.push(report('user-agent-missing', 'context.userAgent'));
  if (event.event_source_url === undefined) problems.push(report('url-missing', 'context.page.url'));
  return problems;
}

import { isIP } from 'node:net';
import { isPlaceholder, parseAppendix, toText, warning } from '@twinbeam/shared';
import type { Mapping, Report } from './mapping.js';
import { toPublicIp } from './public-ip.js';

/** Addresses of a list that are read. */
const maxAddresses = 16;
/** Characters of such a list. A longer text is not read. */
const maxLength = 1_024;

/**
 * Selects the visitor's public address, of the message or else of the request that a gateway has noted. An address with
 * the appendix of Meta's Parameter Builder stays as it is. Server code may copy a list of addresses from a header: its
 * first public one is taken. In the request of a visitor a list is left out, since its first addresses may be forged.
 */
export function selectClientAddress({
  message,
  context,
  fromVisitor,
  report,
}: Pick<Mapping, 'message' | 'context' | 'fromVisitor' | 'report'>): string | undefined {
  const { request_ip: requestIp } = message as { request_ip?: unknown };
  return (
    readAddress(context.ip, 'context.ip', fromVisitor, report) ??
    readAddress(requestIp, 'request_ip', fromVisitor, report)
  );
}

function readAddress(given: unknown, path: string, fromVisitor: boolean, report: Report): string | undefined {
  const text = toText(given);
  if (text === undefined) return undefined;
  if (text.length > maxLength) {
    report(warning('text-too-long', path));
    return undefined;
  }
  const address = toPublicIp(text);
  if (address) return address;
  const appended = parseAppendix(text);
  const appendedAddress = appended && toPublicIp(appended.value);
  if (appendedAddress) return isIP(appended.value) ? text : `${appendedAddress}.${appended.appendix}`;
  if (isPlaceholder(text, 'id')) report(warning('placeholder-value', path));
  if (fromVisitor || !text.includes(',')) return undefined;
  for (const one of text.split(',', maxAddresses)) {
    const listed = toPublicIp(one);
    if (listed) return listed;
  }
  return undefined;
}

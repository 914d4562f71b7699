import { isIP } from 'node:net';
import { firstText, isPlaceholder, parseAppendix, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import { toPublicIp } from './public-ip.js';

/** Addresses of a list that are read. */
const maxAddresses = 16;
/** Characters of such a list. A longer text is not read. */
const maxLength = 1_024;

/**
 * Selects the visitor's public address. An address with the appendix of Meta's Parameter Builder stays as it is. Server
 * code may copy a list of addresses from a header: its first public one is taken. In the request of a visitor a list is
 * left out, since its first addresses may be forged.
 */
export function selectClientAddress({
  message,
  context,
  fromVisitor,
  report,
}: Pick<Mapping, 'message' | 'context' | 'fromVisitor' | 'report'>): string | undefined {
  const { request_ip: requestIp } = message as { request_ip?: unknown };
  const text = firstText(context.ip, requestIp);
  if (text === undefined) return undefined;
  if (text.length > maxLength) {
    report(warning('text-too-long', 'context.ip'));
    return undefined;
  }
  const address = toPublicIp(text);
  if (address) return address;
  const appended = parseAppendix(text);
  const appendedAddress = appended && toPublicIp(appended.value);
  if (appendedAddress) return isIP(appended.value) ? text : `${appendedAddress}.${appended.appendix}`;
  if (isPlaceholder(text, 'id')) report(warning('placeholder-value', 'context.ip'));
  if (fromVisitor || !text.includes(',')) return undefined;
  for (const one of text.split(',', maxAddresses)) {
    const listed = toPublicIp(one);
    if (listed) return listed;
  }
  return undefined;
}

import { isIP } from 'node:net';
import {
  firstText,
  isPlaceholder,
  type Message,
  type Problem,
  parseAppendix,
  toFields,
  warning,
} from '@twinbeam/shared';
import { toPublicIp } from './public-ip.js';

/** Proxies in a row; more addresses than these are not looked at. */
const maxAddresses = 16;
/** Characters of such a list; a longer text is no address. */
const maxLength = 1_024;

/**
 * Selects the visitor's public address. With the appendix of Meta's Parameter Builder it stays as it is. Of a list, which
 * server code may copy from a header, the first public address is taken.
 *
 * @param fromVisitor the message is of a visitor's request: then a list is none, since a stranger may have begun it
 */
export function selectClientAddress(message: Message, fromVisitor: boolean, problems: Problem[]): string | undefined {
  const { request_ip: requestIp } = message as { request_ip?: unknown };
  const text = firstText(toFields(message.context).ip, requestIp);
  if (text === undefined) return undefined;
  if (text.length > maxLength) {
    problems.push(warning('text-too-long', 'context.ip'));
    return undefined;
  }
  const address = toPublicIp(text);
  if (address) return address;
  const appended = parseAppendix(text);
  const appendedAddress = appended && toPublicIp(appended.value);
  if (appendedAddress) return isIP(appended.value) ? text : `${appendedAddress}.${appended.appendix}`;
  if (isPlaceholder(text, 'id')) problems.push(warning('placeholder-value', 'context.ip'));
  if (fromVisitor || !text.includes(',')) return undefined;
  for (const one of text.split(',', maxAddresses)) {
    const listed = toPublicIp(one);
    if (listed) return listed;
  }
  return undefined;
}

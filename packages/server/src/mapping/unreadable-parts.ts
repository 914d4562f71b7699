import { isFields, isPresent, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/**
 * Warns of each part of a message that should be an object and is not, and is therefore ignored. PHP writes an object
 * without properties as an empty list, which is fine.
 */
export function reportUnreadableParts({ message, traits, context, contextTraits, report }: Mapping): void {
  const check = (part: unknown, path: string) => {
    const isEmpty = Array.isArray(part) && part.length === 0;
    if (isPresent(part) && !isFields(part) && !isEmpty) report(warning('message-unreadable', path));
  };
  check(message.properties, 'properties');
  check(message.traits, 'traits');
  check(message.context, 'context');
  check(traits.address, 'traits.address');
  check(context.traits, 'context.traits');
  check(contextTraits.address, 'context.traits.address');
  check(context.page, 'context.page');
}

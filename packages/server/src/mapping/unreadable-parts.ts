import { isFields, isPresent, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/** Warns of each part of a message that should be an object and is not, and is therefore ignored. */
export function findUnreadableParts({ message, traits, context, contextTraits, report }: Mapping): void {
  const check = (part: unknown, path: string) => {
    if (isPresent(part) && !isFields(part)) report(warning('message-unreadable', path));
  };
  check(message.properties, 'properties');
  check(message.traits, 'traits');
  check(message.context, 'context');
  check(traits.address, 'traits.address');
  check(context.traits, 'context.traits');
  check(contextTraits.address, 'context.traits.address');
  check(context.page, 'context.page');
}

import { isFields, isPresent, type Message, type Problem, toFields, warning } from '@twinbeam/shared';

/** Finds the parts of a message that are text, a list or the like where an object belongs: nothing of them is read. */
export function findUnreadableParts({ properties, traits, context }: Message): Problem[] {
  const { traits: contextTraits, page } = toFields(context);
  const parts = {
    properties,
    traits,
    context,
    'traits.address': toFields(traits).address,
    'context.traits': contextTraits,
    'context.traits.address': toFields(contextTraits).address,
    'context.page': page,
  };
  return Object.entries(parts)
    .filter(([, part]) => isPresent(part) && !isFields(part))
    .map(([path]) => warning('message-unreadable', path));
}

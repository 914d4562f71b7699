import { isFields, isPresent, type Message, type Problem, toFields, warning } from '@twinbeam/shared';

/** The parts of a message that are objects. */
const parts: { path: string; read(message: Message): unknown }[] = [
  { path: 'properties', read: ({ properties }) => properties },
  { path: 'traits', read: ({ traits }) => traits },
  { path: 'context', read: ({ context }) => context },
  { path: 'traits.address', read: ({ traits }) => toFields(traits).address },
  { path: 'context.traits', read: ({ context }) => toFields(context).traits },
  { path: 'context.traits.address', read: ({ context }) => toFields(toFields(context).traits).address },
  { path: 'context.page', read: ({ context }) => toFields(context).page },
];

/** Finds the parts of a message that are text, a list or the like where an object belongs: nothing of them is read. */
export function findUnreadableParts(message: Message): Problem[] {
  const problems: Problem[] = [];
  for (const { path, read } of parts) {
    const part = read(message);
    if (isPresent(part) && !isFields(part)) problems.push(warning('message-unreadable', path));
  }
  return problems;
}

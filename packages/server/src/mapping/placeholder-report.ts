import { type Message, type OnPlaceholder, type Problem, toFields, warning } from '@twinbeam/shared';

/** Creates the function that adds a warning for each text of a message that stands for no value. */
export const createPlaceholderReport =
  (message: Message, problems: Problem[]): OnPlaceholder =>
  (source, name) => {
    problems.push(warning('placeholder-value', `${findPath(message, source)}${name}`));
  };

/** Finds where in a message an object stands, as the beginning of a path. */
function findPath(message: Message, source: object): string {
  const { traits, geo } = toFields(message.context);
  const places: [place: unknown, path: string][] = [
    [message.traits, 'traits.'],
    [toFields(message.traits).address, 'traits.address.'],
    [traits, 'context.traits.'],
    [toFields(traits).address, 'context.traits.address.'],
    [geo, 'context.geo.'],
    [message, ''],
  ];
  // The rest is what an action says.
  return places.find(([place]) => place === source)?.[1] ?? 'user_data.';
}

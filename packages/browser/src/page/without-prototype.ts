/**
 * Returns an object with its own members alone, for options: what a page has given to all objects
 * (`Object.prototype.consent`) would be an option as well. Changes the object.
 */
export const withoutPrototype = <Members extends object>(members: Members): Members =>
  Object.setPrototypeOf(members, null);

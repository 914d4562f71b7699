/**
 * Copies an object's own members alone, for options: what a page has given to all objects (`Object.prototype.consent`)
 * would be an option as well.
 */
export const withoutPrototype = <Members extends object>(members: Members): Members => ({
  __proto__: null,
  ...members,
});

/**
 * Copies the own members of an options object, without a prototype: a property that a page has added to all objects
 * (`Object.prototype.consent`) would be read as an option.
 */
export const withoutPrototype = <Members extends object>(members: Members): Members => ({
  __proto__: null,
  ...members,
});

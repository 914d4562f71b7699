/** The text of a view before the first event. */
export const nothingYet =
  'Nothing has arrived yet. Have your server and its pages send to this address, and use the site. One that asks for consent sends nothing before it is given.';

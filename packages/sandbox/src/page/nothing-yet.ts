/** The text of a view before the first event. */
export const nothingYet =
  'No events yet. Point your server and its pages at this address, and use the site. A site that asks for consent sends nothing before the visitor agrees.';

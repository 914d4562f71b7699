/** Words in elements' texts, in several languages, and the event that each suggests. */
const suggestions: readonly (readonly [words: RegExp, event: string])[] = [
  [/wish|merkzettel|favou?rit/i, 'Product Added to Wishlist'],
  [/check ?out|zur kasse|caisse/i, 'Checkout Started'],
  [/cart|basket|bag\b|warenkorb|panier|carrito/i, 'Product Added'],
  [/newsletter|subscribe|abonn/i, 'Subscribe'],
  [/sign ?up|register|registrier|create (an )?account/i, 'CompleteRegistration'],
  [/search|such|buscar|recherch/i, 'Products Searched'],
  [/contact|kontakt|call us|write to us/i, 'Contact'],
];

/** The events that the picker offers. */
export const offeredEvents: readonly string[] = [...new Set(suggestions.map(([, event]) => event)), 'Lead'];

/** Suggests an event for an element: its declared event, or one that fits its text; a form defaults to `Lead`. */
export function suggestEvent(element: Element): string {
  const own = element.getAttribute('data-twinbeam-event');
  if (own) return own;
  const { id, className, textContent } = element;
  const text = [textContent?.slice(0, 80), element.getAttribute('aria-label'), id, className].join(' ');
  return suggestions.find(([words]) => words.test(text))?.[1] ?? (element.matches('form') ? 'Lead' : 'Contact');
}

/** Returns the attribute as HTML. */
export const toAttribute = (event: string): string =>
  `data-twinbeam-event="${event.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;

/** Returns a readable name of an element: `button#add.primary`. */
export const toElementName = ({ localName, id, classList }: Element): string =>
  localName + (id ? `#${id}` : '') + [...classList].map((name) => `.${name}`).join('');

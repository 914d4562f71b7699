import { currency, type Product } from '../catalogue.js';
import { type Html, html } from '../html.js';

/** Formats an amount in the shop's currency. */
export const formatMoney = (amount: number): string =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount);

/** A product's picture, with its own colours and the shape of its category. */
export function picture({ category, colours: [ground, shape] }: Product): Html {
  const shapes: Record<string, Html> = {
    boots: html`<path d="M62 30h34v62c22 4 42 8 42 28v10H62z"/><path d="M62 130h76v8H62z" opacity=".55"/>`,
    coats: html`<path d="M74 24 100 36l26-12 32 26 10 52-18 4-10-34v76H60V72l-10 34-18-4 10-52z"/><path d="M98 36h4v112h-4z" opacity=".45"/>`,
    lamps: html`<path d="M76 30h48l26 52H50z"/><path d="M96 82h8v46h-8zM70 128h60v10H70z" opacity=".7"/>`,
  };
  return html`<svg class="picture" viewBox="0 0 200 160" aria-hidden="true"><rect width="200" height="160" fill="${ground}"/><g fill="${shape}">${shapes[category]}</g></svg>`;
}

import { currency, type Product } from '../catalogue.js';
import { toProductProperties } from '../events.js';
import { type Html, html, json } from '../html.js';
import type { Page } from './document.js';

export const money = (amount: number): string =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount);

/** A product's picture: its own colours, a shape of its category. */
export function picture({ category, colours: [ground, shape] }: Product): Html {
  const shapes: Record<string, Html> = {
    boots: html`<path d="M62 30h34v62c22 4 42 8 42 28v10H62z"/><path d="M62 130h76v8H62z" opacity=".55"/>`,
    coats: html`<path d="M74 24 100 36l26-12 32 26 10 52-18 4-10-34v76H60V72l-10 34-18-4 10-52z"/><path d="M98 36h4v112h-4z" opacity=".45"/>`,
    lamps: html`<path d="M76 30h48l26 52H50z"/><path d="M96 82h8v46h-8zM70 128h60v10H70z" opacity=".7"/>`,
  };
  return html`<svg class="picture" viewBox="0 0 200 160" aria-hidden="true"><rect width="200" height="160" fill="${ground}"/><g fill="${shape}">${shapes[category]}</g></svg>`;
}

const card = (product: Product): Html => html`    <li class="card">
      <a href="/products/${product.id}">${picture(product)}<b>${product.name}</b><span>${money(product.price)}</span></a>
    </li>
`;

const grid = (found: Product[]): Html => html`  <ul class="grid">
${found.map(card)}  </ul>`;

export const listPage = (found: Product[], category: string): Page => ({
  title: 'Shop',
  calls: [
    [
      'track',
      'Product List Viewed',
      {
        list_id: category,
        category,
        products: found.map((product) => ({ product_id: product.id, price: product.price })),
      },
    ],
  ],
  body: html`  <h1>Good things for bad weather</h1>
  <p class="lead">Boots, coats and lamps, made to last.</p>
${grid(found)}`,
});

export const searchPage = (query: string, found: Product[]): Page => ({
  title: `Search: ${query}`,
  calls: [['track', 'Products Searched', { query }]],
  body: html`  <h1>“${query}”</h1>
  <p class="lead">${found.length === 1 ? '1 product' : `${found.length} products`}</p>
${grid(found)}`,
});

export const productPage = (product: Product): Page => ({
  title: product.name,
  calls: [['track', 'Product Viewed', toProductProperties(product)]],
  body: html`  <article class="product">
    ${picture(product)}
    <div>
      <h1>${product.name}</h1>
      <p class="price">${money(product.price)}</p>
      <p>${product.text}</p>
      <form action="/cart" method="post" data-event="Product Added" data-properties="${json(toProductProperties(product)).text}" data-count="cart-count">
        <input type="hidden" name="product" value="${product.id}">
        <button class="primary">Add to cart</button>
      </form>
      <form action="/wishlist" method="post" data-event="Product Added to Wishlist" data-properties="${json(toProductProperties(product)).text}" data-count="wishlist-count">
        <input type="hidden" name="product" value="${product.id}">
        <button>Add to wishlist</button>
      </form>
      <p class="done" role="status"></p>
    </div>
  </article>`,
});

export const wishlistPage = (found: Product[]): Page => ({
  title: 'Wishlist',
  body: html`  <h1>Wishlist</h1>
${found.length > 0 ? grid(found) : html`  <p class="lead">Nothing here yet.</p>`}`,
});

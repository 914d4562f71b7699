import { type Product, products } from '../catalogue.js';
import { toProductProperties } from '../events.js';
import { type Html, html, json } from '../html.js';
import type { Page } from './document.js';
import { formatMoney, picture } from './parts.js';

const card = (product: Product): Html => html`    <li class="card">
      <a href="/products/${product.id}">${picture(product)}<b>${product.name}</b><span>${formatMoney(product.price)}</span></a>
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

const toCount = ({ length }: Product[]): string =>
  length === 0 ? 'Nothing is called so. Here is all that we have:' : length === 1 ? '1 product' : `${length} products`;

export const searchPage = (query: string, found: Product[]): Page => ({
  title: `Search: ${query}`,
  calls: [['track', 'Products Searched', { query }]],
  body: html`  <h1>“${query}”</h1>
  <p class="lead">${toCount(found)}</p>
${grid(found.length > 0 ? found : products)}`,
});

export const productPage = (product: Product): Page => ({
  title: product.name,
  calls: [['track', 'Product Viewed', toProductProperties(product)]],
  body: html`  <article class="product">
    ${picture(product)}
    <div>
      <h1>${product.name}</h1>
      <p class="price">${formatMoney(product.price)}</p>
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

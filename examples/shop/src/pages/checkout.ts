import type { Delivery } from '../delivery.js';
import { type Order, toCartProperties, toOrderProperties } from '../events.js';
import { type Html, html, json } from '../html.js';
import { type Line, toTotal } from '../session.js';
import type { Page } from './document.js';
import { formatMoney, picture } from './parts.js';

/** @param toQuantity writes how many there are, and what changes that */
const table = (
  lines: Line[],
  toQuantity = ({ quantity }: Line) => html`${quantity} ×`,
): Html => html`  <table class="lines">
${lines.map(
  (
    line,
  ) => html`    <tr><td>${picture(line.product)}</td><td>${line.product.name}<br><small>${formatMoney(line.product.price)} each</small></td><td>${toQuantity(line)}</td><td>${formatMoney(toTotal([line]))}</td></tr>
`,
)}    <tr class="total"><td></td><td>Total</td><td></td><td>${formatMoney(toTotal(lines))}</td></tr>
  </table>`;

const quantityForm = ({ product, quantity }: Line): Html => html`<form action="/cart/${product.id}" method="post">
      <input type="number" name="quantity" value="${quantity}" min="0" max="99" required aria-label="Quantity of ${product.name}">
      <button aria-label="Update ${product.name}">Update</button>
      <button class="link" name="remove" value="yes" formnovalidate aria-label="Remove ${product.name}">Remove</button>
    </form>`;

export const cartPage = (lines: Line[]): Page => ({
  title: 'Cart',
  body:
    lines.length === 0
      ? html`  <h1>Cart</h1>
  <p class="lead">Nothing here yet. <a href="/">Continue shopping</a>.</p>`
      : html`  <h1>Cart</h1>
${table(lines, quantityForm)}
  <p><a class="primary button" href="/checkout">Check out</a></p>`,
});

/** What the form says at first: what is known, and what was wrong with the address given. */
interface CheckoutForm {
  known: { [Name in keyof Delivery]?: string | undefined };
  problem?: string;
}

export const checkoutPage = (lines: Line[], { known, problem }: CheckoutForm): Page => ({
  title: 'Checkout',
  calls: [['track', 'Checkout Started', toCartProperties(lines)]],
  body: html`  <h1>Where to?</h1>
  <form class="fields" action="/checkout" method="post">
    <label>E-mail <input type="email" name="email" autocomplete="email" value="${known.email}" required></label>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <label>Name <input name="name" autocomplete="name" value="${known.name}" required></label>
    <label>Street <input name="street" autocomplete="street-address" value="${known.street}" required></label>
    <label>Postal code <input name="postalCode" autocomplete="postal-code" value="${known.postalCode}" required></label>
    <label>City <input name="city" autocomplete="address-level2" value="${known.city}" required></label>
    <label>Country <input name="country" autocomplete="country-name" value="${known.country}" required></label>
    <button class="primary">Continue to payment</button>
  </form>
${table(lines)}`,
});

export const paymentPage = (lines: Line[]): Page => ({
  title: 'Payment',
  body: html`  <h1>How will you pay?</h1>
  <form class="fields" action="/orders" method="post" data-event="Payment Info Entered" data-properties="${json(toCartProperties(lines)).text}" data-leaves>
    <label class="choice"><input type="radio" name="payment" value="invoice" checked> By invoice</label>
    <label class="choice"><input type="radio" name="payment" value="cash"> In cash, at the door</label>
    <label class="choice"><input type="radio" name="payment" value="card"> By card</label>
    <button class="primary">Pay ${formatMoney(toTotal(lines))}</button>
  </form>
${table(lines)}`,
});

/** The payment provider's page. */
export const cardPage = (order: Order): Page => ({
  title: 'Card payment',
  body: html`  <h1>Your card</h1>
  <p class="lead">This page stands in for a payment provider's. It accepts every card.</p>
  <form class="fields" action="/card/${order.id}" method="post">
    <button class="primary">Pay ${formatMoney(order.total)} by card</button>
  </form>`,
});

/** The page of an unpaid order. It reports no purchase. */
export const waitingPage = (order: Order): Page => ({
  title: 'Payment pending',
  body: html`  <h1>Almost done</h1>
  <p class="lead">We are waiting for the payment of your order <code>${order.id}</code>. <a href="/thanks/${order.id}">Check again</a>.</p>`,
});

export const thanksPage = (order: Order): Page => ({
  title: 'Thank you',
  calls: [['track', 'Order Completed', toOrderProperties(order)]],
  body: html`  <h1>Thank you!</h1>
  <p class="lead">Your order <code>${order.id}</code> is on its way.</p>
${table(order.lines)}
  <p><a href="/">Back to the shop</a></p>`,
});

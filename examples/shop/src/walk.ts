import type { Page } from 'puppeteer-core';

/** Options of a walk through the shop. */
export interface WalkOptions {
  /** The path and query of the landing page. Default `/`. */
  landing?: string;
  email?: string;
  /** The label of the payment method. Default: the selected one. */
  payment?: string;
}

/** The number of times that the walk sends each event. */
export const walkedEvents = {
  PageView: 9,
  ViewContent: 2,
  Search: 1,
  AddToWishlist: 1,
  AddToCart: 1,
  CompleteRegistration: 1,
  InitiateCheckout: 1,
  AddPaymentInfo: 1,
  Purchase: 1,
};

/** Walks through the shop as a customer: list, search, product, wishlist, cart, sign-up, checkout, payment, thanks. */
export async function walkThrough(
  page: Page,
  shopUrl: string,
  { landing = '/', email = 'ada@example.com', payment }: WalkOptions = {},
): Promise<void> {
  await page.goto(shopUrl + landing);
  await fill(page, 'Search', 'pink boots', 'searchbox');
  await leaveBy(page, 'button', 'Search');
  await leaveBy(page, 'a', 'Pink boots');
  await click(page, 'button', 'Add to wishlist');
  await waitForText(page, '[role=status]', 'Done.');
  await click(page, 'button', 'Add to cart');
  await waitForText(page, '#cart-count', '1');
  await leaveBy(page, 'a', 'Sign up');
  await fill(page, 'E-mail', email);
  await leaveBy(page, 'main button', 'Sign up');
  await waitForText(page, 'h1', 'Welcome!');
  await leaveBy(page, 'a', 'Cart');
  await leaveBy(page, 'a', 'Check out');
  await fill(page, 'Name', 'Ada Byron');
  await fill(page, 'Street', '12 Analytical Road');
  await fill(page, 'Postal code', 'W1J 0AB');
  await fill(page, 'City', 'London');
  await fill(page, 'Country', 'United Kingdom');
  await leaveBy(page, 'button', 'Continue to payment');
  if (payment) await click(page, 'label', payment);
  await leaveBy(page, 'button', 'Pay');
  if (payment === 'By card') await leaveBy(page, 'button', 'Pay');
  await waitForText(page, 'h1', 'Thank you!');
}

/** Fills in the field with this accessible name and role. */
const fill = (page: Page, name: string, text: string, role = 'textbox'): Promise<void> =>
  page.locator(`::-p-aria([name="${name}"][role="${role}"])`).fill(text);

const click = (page: Page, element: string, text: string): Promise<void> =>
  page.locator(`${element}::-p-text(${text})`).click();

/**
 * The walk leaves a page when no request is sent for this many milliseconds, or after the limit. Nobody leaves sooner.
 */
const idleTime = 200;
const timeout = 3_000;

/** Clicks an element that leads to another page, and waits for that page. */
async function leaveBy(page: Page, element: string, text: string): Promise<void> {
  await page.waitForNetworkIdle({ idleTime, timeout }).catch(() => undefined);
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), click(page, element, text)]);
}

async function waitForText(page: Page, element: string, text: string): Promise<void> {
  await page.waitForSelector(`${element}::-p-text(${text})`);
}

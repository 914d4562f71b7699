import type { Page } from 'playwright-core';

/** How a walk through the shop goes. */
export interface WalkOptions {
  /** Where the visitor comes in. */
  landing?: string;
  email?: string;
}

/** Every step that the walk takes, by the event that it sends, and how often. */
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
  { landing = '/', email = 'ada@example.com' }: WalkOptions = {},
): Promise<void> {
  await page.goto(shopUrl + landing);
  await page.getByRole('searchbox').fill('pink boots');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: /Pink boots/ }).click();
  await page.getByRole('button', { name: 'Add to wishlist' }).click();
  await page.getByRole('status').getByText('Done.').waitFor();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.locator('#cart-count').getByText('1').waitFor();
  await page.getByRole('link', { name: 'Sign up' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Welcome!' }).waitFor();
  await page.getByRole('link', { name: /^Cart/ }).click();
  await page.getByRole('link', { name: 'Check out' }).click();
  await page.getByLabel('Name').fill('Ada Byron');
  await page.getByLabel('Street').fill('12 Analytical Road');
  await page.getByLabel('City').fill('London');
  await page.getByRole('button', { name: 'Go on to payment' }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpVisitor, type HttpVisitor } from './support/http-visitor.js';
import { createTestServer, type TestServer } from './support/server.js';

let server: TestServer;
let request: HttpVisitor;
beforeEach(async () => {
  server = await createTestServer({ shop: true });
  request = createHttpVisitor(server);
});
afterEach(() => server.close());

const read = async (path: string) => (await request(path)).text();
/** Returns quantities of the products in the cart, and the total. */
const readCart = async () => {
  const html = await read('/cart');
  const lines = html.matchAll(/action="\/cart\/([\w-]+)".*?value="(\d+)"/gs);
  return [
    Object.fromEntries([...lines].map(([, id, quantity]) => [id, Number(quantity)])),
    /Total.*?€([\d.,]+)/.exec(html)?.[1],
  ];
};

describe('the cart', () => {
  it.each<[string, Record<string, string>, object, string | undefined]>([
    ['takes another quantity', { quantity: '3' }, { 'boot-pink': 3, 'lamp-desk': 1 }, '328.70'],
    ['removes a line', { quantity: '1', remove: 'yes' }, { 'lamp-desk': 1 }, '59.00'],
    ['removes what there is none of', { quantity: '0' }, { 'lamp-desk': 1 }, '59.00'],
    ['holds at most 99 of a product', { quantity: '100' }, { 'boot-pink': 99, 'lamp-desk': 1 }, '8,959.10'],
    ['ignores what is no quantity', { quantity: '-1' }, { 'boot-pink': 1, 'lamp-desk': 1 }, '148.90'],
    ['ignores text', { quantity: 'many' }, { 'boot-pink': 1, 'lamp-desk': 1 }, '148.90'],
    ['ignores a form without fields', {}, { 'boot-pink': 1, 'lamp-desk': 1 }, '148.90'],
  ])('%s', async (_name, form, products, total) => {
    for (const product of ['boot-pink', 'lamp-desk']) await request('/cart', { product });
    const { status, headers } = await request('/cart/boot-pink', form);
    expect([status, headers.get('location')]).toEqual([303, '/cart']);
    expect(await readCart()).toEqual([products, total]);
  });

  it('is empty once its only line is removed', async () => {
    await request('/cart', { product: 'boot-pink' });
    await request('/cart/boot-pink', { remove: 'yes' });
    expect(await read('/cart')).toContain('Nothing here yet.');
  });

  it('takes no product by its quantity', async () => {
    for (const id of ['boot-pink', 'none', '__proto__']) await request(`/cart/${id}`, { quantity: '2' });
    expect(await read('/cart')).toContain('Nothing here yet.');
  });
});

it('a search without a result says so, and shows all products', async () => {
  const html = await read('/search?q=submarines');
  expect(html).toContain('Nothing is called so.');
  expect(html.match(/class="card"/g)).toHaveLength(6);
  expect((await read('/search?q=boots')).match(/class="card"/g)).toHaveLength(2);
});

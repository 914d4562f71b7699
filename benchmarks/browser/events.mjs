const boot = { product_id: 'boot-pink', name: 'Pink boots', category: 'Boots', price: 89.9, quantity: 1 };
const sock = { product_id: 'sock-wool', name: 'Wool socks', category: 'Socks', price: 12.5, quantity: 2 };
const one = { ...boot, value: 89.9, currency: 'EUR' };
const cart = { value: 114.9, currency: 'EUR', products: [boot, sock] };

/** The events of a visit to a shop. */
export const tenEvents = [
  ['Product List Viewed', { category: 'Boots', products: [boot, sock] }],
  ['Products Searched', { query: 'pink boots' }],
  ['Product Viewed', one],
  ['Product Added to Wishlist', one],
  ['Product Added', one],
  ['Product Viewed', { ...sock, value: 12.5, currency: 'EUR' }],
  ['Product Added', { ...sock, value: 25, currency: 'EUR' }],
  ['Checkout Started', cart],
  ['Payment Info Entered', cart],
  ['Order Completed', { ...cart, order_id: 'TB-1001', revenue: 114.9 }],
];

/** Maps an event to the arguments of `fbq('track')`, as a shop would by hand. Runs in the page. */
export function metaCall([name, { query, category, product_id, products = [{ product_id }], value, currency }]) {
  const names = {
    'Product List Viewed': 'ViewContent',
    'Products Searched': 'Search',
    'Product Viewed': 'ViewContent',
    'Product Added to Wishlist': 'AddToWishlist',
    'Product Added': 'AddToCart',
    'Checkout Started': 'InitiateCheckout',
    'Payment Info Entered': 'AddPaymentInfo',
    'Order Completed': 'Purchase',
  };
  const contents = products.map((product) => ({
    id: product.product_id,
    quantity: product.quantity ?? 1,
    item_price: product.price,
  }));
  const fields = { content_category: category, search_string: query, value, currency, content_type: 'product' };
  return [names[name], { ...fields, contents, content_ids: contents.map(({ id }) => id) }];
}

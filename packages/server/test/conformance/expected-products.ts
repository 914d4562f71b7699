type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readId = ({ product_id, sku, id }: Fields): string | undefined => {
  const found = [product_id, sku, id].find((value) => value !== undefined && value !== '');
  return found === undefined ? undefined : String(found);
};

/** Events whose own properties are the product, if they have an id. */
const oneProductEvents = ['AddToCart', 'Search', 'ViewContent'];
const withCount = ['Purchase', 'InitiateCheckout', 'AddToWishlist', 'AddPaymentInfo'];

/**
 * The custom data about products that docs/mapping.md requires. It is implemented a second time, briefly and for plain
 * values only, independently of the code under test.
 */
export function expectedProducts(metaName: unknown, ownName: unknown, properties: Fields): Fields {
  const event = String(metaName);
  const isList = /^\s*product list viewed\s*$/i.test(String(ownName));
  const given = [properties.products].flat().filter(isObject);
  const takesRoot = oneProductEvents.includes(event) && !isList && readId(properties) !== undefined;
  const products = takesRoot ? [properties] : given.filter((product) => readId(product) && product.quantity !== 0);
  const { category } = properties;
  const mayBeGroup = event === 'ViewContent' && !/^\s*product viewed\s*$/i.test(String(ownName));
  const isGroup = products.length === 0 && category !== undefined && mayBeGroup;
  const contents = products.map((product) => {
    const price = product.price ?? (isList ? undefined : properties.price);
    const delivery = product.delivery_category ?? properties.delivery_category;
    return {
      id: readId(product),
      quantity: Number(product.quantity || properties.quantity || 1),
      ...(price !== undefined && { item_price: Number(price) }),
      ...(/^(in_store|curbside|home_delivery)$/.test(String(delivery)) && { delivery_category: delivery }),
    };
  });
  const all = isGroup ? [{ id: category, quantity: 1 }] : contents;
  return {
    ...(all.length > 0 && { contents: all, content_ids: all.map(({ id }) => id) }),
    ...(all.length > 0 && withCount.includes(event) && { num_items: all.length }),
    ...(category !== undefined && { content_category: category }),
    content_type: properties.content_type ?? (isGroup ? 'product_group' : 'product'),
  };
}

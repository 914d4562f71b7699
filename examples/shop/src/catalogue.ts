/** A product of the shop. */
export interface Product {
  id: string;
  name: string;
  category: string;
  price: number;
  text: string;
  /** The colours of its picture. */
  colours: [string, string];
}

export const currency = 'EUR';

export const products: Product[] = [
  {
    id: 'boot-pink',
    name: 'Pink boots',
    category: 'boots',
    price: 89.9,
    text: 'Waterproof, warm, and visible from the other end of the street.',
    colours: ['#f7c5d8', '#d6336c'],
  },
  {
    id: 'boot-field',
    name: 'Field boots',
    category: 'boots',
    price: 119,
    text: 'For mud, moss and mornings. Resoled for free for ten years.',
    colours: ['#dbe7c9', '#4c7a34'],
  },
  {
    id: 'coat-rain',
    name: 'Rain coat',
    category: 'coats',
    price: 149.5,
    text: 'Keeps the water out and lets you breathe.',
    colours: ['#ffe9b0', '#e0a100'],
  },
  {
    id: 'coat-wool',
    name: 'Wool coat',
    category: 'coats',
    price: 229,
    text: 'Spun, woven and sewn within forty kilometres.',
    colours: ['#d9d6ee', '#5b4bb3'],
  },
  {
    id: 'lamp-bike',
    name: 'Bicycle lamp',
    category: 'lamps',
    price: 34.5,
    text: 'Two beams, one battery, no cable.',
    colours: ['#cfe6ff', '#1d6fdc'],
  },
  {
    id: 'lamp-desk',
    name: 'Desk lamp',
    category: 'lamps',
    price: 59,
    text: 'Warm in the evening, bright at noon.',
    colours: ['#d2f4e8', '#0b7a5c'],
  },
];

export const findProduct = (id: unknown): Product | undefined => products.find((product) => product.id === id);

/** Finds the products whose name, category or text contains all words of a query. */
export function searchProducts(query: string): Product[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return products.filter(({ name, category, text }) =>
    words.every((word) => `${name} ${category} ${text}`.toLowerCase().includes(word)),
  );
}

/** The homes of visitors. `phones` returns a number in international and in national format. */
const homes = [
  {
    city: 'San Francisco',
    state: 'CA',
    zip: '94107',
    country: 'US',
    phones: (line) => [`+1415555${line}`, `(415) 555-${line}`],
  },
  {
    city: 'München',
    state: 'BY',
    zip: '80331',
    country: 'DE',
    phones: (line) => [`+49895550${line}`, `089 5550 ${line}`],
  },
  {
    city: 'London',
    state: 'England',
    zip: 'SW1A 1AA',
    country: 'GB',
    phones: (line) => [`+44207946${line}`, `020 7946 ${line}`],
  },
  {
    city: 'Aix-en-Provence',
    state: 'Provence',
    zip: '13100',
    country: 'FR',
    phones: (line) => [`+3344255${line}`, `04 42 55 ${line.slice(0, 2)} ${line.slice(2)}`],
  },
];

// Seven, eleven and four have no common divisors, so that combinations repeat only after 308 visitors.
const firstNames = ['Ada', 'Zoë', 'Grace', 'José', 'Emmy', 'Sofia', 'Alan'];
const lastNames = [
  'Byron',
  'Hopper',
  'Müller',
  'Noether',
  'Turing',
  'Germain',
  'Lovelace',
  'Curie',
  'Franklin',
  'Hamilton',
  'Johnson',
];

const pick = (list, index) => list[index % list.length];

/** Creates a visitor that differs from the first ten thousand others and is the same in every run. */
function createVisitor(index) {
  const firstName = pick(firstNames, index);
  const lastName = pick(lastNames, index);
  const { phones, ...home } = pick(homes, index);
  const line = String(index).padStart(4, '0');
  const [phone, nationalPhone] = phones(line);
  return {
    ...home,
    id: `customer-${line}`,
    email: `${firstName.at(0)}.${lastName.at(0)}.${line}@Shop.example`,
    phone,
    nationalPhone,
    gender: index % 2 ? 'm' : 'f',
    birthday: String(19500101 + (index % 50) * 10_000 + (index % 12) * 100 + (index % 28)),
    firstName,
    lastName,
    ip: `81.2.${index >> 8}.${index & 255}`,
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1${line}.0 Safari/537.36`,
    fbp: `fb.1.1790000000000.${100_000_000 + index}`,
    fbc: `fb.1.1790000000000.IwAR${line}abcdefghijklmnopqrstuvwxyz`,
    url: `https://shop.example/thanks/${line}?utm_source=newsletter&step=4`,
    referrer: `https://shop.example/checkout?step=3&basket=${line}`,
    order: createOrder(line, index),
  };
}

const createOrder = (line, index) => ({
  id: `order-${line}`,
  total: 100 + index / 4,
  currency: 'EUR',
  products: ['boot', 'scarf', 'hat'].map((name, place) => ({
    id: `${name}-${line}`,
    name,
    quantity: place + 1,
    price: 10 + place + index / 8,
  })),
});

/** Enough different visitors, so that no contender profits from a cache. */
export const visitors = Array.from({ length: 1_000 }, (_, index) => createVisitor(index));

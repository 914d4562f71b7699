/** What the checkout asks for, as it was typed. */
export interface Delivery {
  email: string;
  name: string;
  street: string;
  postalCode: string;
  city: string;
  country: string;
}

const toText = (value: unknown): string =>
  String(value ?? '')
    .trim()
    .slice(0, 200);

/** Parses the form of the checkout. */
export function parseDelivery(form: Record<string, unknown> = {}): Delivery {
  const { email, name, street, postalCode, city, country } = form;
  return {
    email: toText(email),
    name: toText(name),
    street: toText(street),
    postalCode: toText(postalCode),
    city: toText(city),
    country: toText(country),
  };
}

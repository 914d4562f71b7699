/** Names under which shops send personal data, for searches for leaks. */
export const personalFields = [
  ...[
    'email',
    'Email',
    'e_mail',
    'e-mail',
    'emailAddress',
    'email_address',
    'customer_email',
    'user_email',
    'work_email',
  ],
  ...['phone', 'telephone', 'phoneNumber', 'phone_number', 'mobile', 'mobilePhone', 'cell', 'tel', 'billing_phone'],
  ...['contact_phone', 'home_phone', 'cell_phone', 'first_name', 'firstName', 'firstname', 'FIRST_NAME', 'First Name'],
  ...['last_name', 'lastName', 'surname', 'given_name', 'family_name', 'middle_name', 'full_name', 'fullName'],
  ...['billing_first_name', 'customer_name', 'gender', 'birthday', 'birth_date', 'birthdate', 'date_of_birth', 'dob'],
  ...['ssn', 'passport', 'passport_no', 'social_security_number', 'iban', 'street', 'street_address', 'address'],
  ...['address_line_1', 'address1', 'city', 'state', 'country', 'zip', 'zip_code', 'postal_code', 'postcode'],
  ...['shipping_city', 'delivery_zip', 'invoice_street', 'recipient_name', 'billing_address', 'shipping_country'],
];

/** Personal data, with a unique mark in each value. */
export interface MarkedPerson {
  /** A value for each name. */
  fields: Record<string, string>;
  /** Returns a new e-mail address. */
  email(): string;
  /** Texts that must not be found anywhere. */
  marks: string[];
}

/** Creates a person with unique values. */
export function createMarkedPerson(): MarkedPerson {
  const marks: string[] = [];
  let count = 100;
  const email = () => {
    const address = `leak${++count}@zqmark.example`;
    marks.push(address);
    return address;
  };
  const toValue = (name: string): string => {
    if (/mail/i.test(name)) return email();
    const number = ++count;
    if (/phone|mobile|cell|tel$/i.test(name)) {
      marks.push(`650777${number}`, `650 777${number}`);
      return `+43 650 777${number}`;
    }
    marks.push(`Zqleak${number}x`);
    return `Zqleak${number}x`;
  };
  const fields = Object.fromEntries(personalFields.map((name) => [name, toValue(name)]));
  return { fields, email, marks };
}

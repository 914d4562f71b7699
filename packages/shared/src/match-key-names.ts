/** The match keys that travel hashed, by Meta's names. */
export const hashedKeys = ['external_id', 'em', 'ph', 'ge', 'db', 'ln', 'fn', 'ct', 'st', 'zp', 'country'] as const;
export type HashedKey = (typeof hashedKeys)[number];

type Row = [key: Exclude<HashedKey, 'external_id'>, names: string[]];

const rows = (text: string) =>
  text.split(', ').map((row) => {
    const [key, ...names] = row.split(' ');
    return [key, names] as Row;
  });

/** Under which names each key stands in traits, first hit wins. */
export const traitNames = rows(
  'em email, ph phone, ge gender, db birthday dateOfBirth, ln lastname lastName last_name, fn firstname firstName first_name',
);

/** Under which names each key stands in the address of traits, first hit wins. */
export const addressNames = rows('ct city, st state, zp zip postalCode postal_code, country country');

import { hash } from 'node:crypto';
import { normalForm } from '@twinbeam/server';

/** The match keys' normal forms, made beforehand: of these the limit measures the digests alone. */
export const toNormalForms = (visitor) => {
  const { country } = visitor;
  return Object.entries({
    external_id: visitor.id,
    em: visitor.email,
    ph: visitor.phone,
    ge: visitor.gender,
    db: visitor.birthday,
    ln: visitor.lastName,
    fn: visitor.firstName,
    ct: visitor.city,
    st: visitor.state,
    zp: visitor.zip,
    country,
  }).map(([key, value]) => [key, normalForm(key, value, { country })]);
};

/** What no mapper can go below: one digest a match key. */
export const toDigests = (texts) => texts.map((text) => hash('sha256', text, 'hex'));

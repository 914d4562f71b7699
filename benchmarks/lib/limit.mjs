import { hash } from 'node:crypto';
import { normalForm } from '@twinbeam/server';

/** Computes the normal forms of the match keys in advance, so that the limit measures only the digests. */
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

/** Computes one digest for each match key, which every mapper must do. */
export const toDigests = (texts) => texts.map((text) => hash('sha256', text, 'hex'));

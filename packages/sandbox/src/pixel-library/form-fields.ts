import type { Fields } from './fields.js';

/** The tests that recognise the fields of a form, by match key. */
const matchers: [key: string, fits: (field: HTMLInputElement) => boolean][] = [
  ['em', ({ type, value }) => type === 'email' || /^\S+@\S+\.\S+$/.test(value)],
  ['ph', ({ type, name }) => type === 'tel' || /phone|mobile|tel/i.test(name)],
  ['fn', ({ name }) => /first.?name|given.?name|fname/i.test(name)],
  ['ln', ({ name }) => /last.?name|family.?name|surname|lname/i.test(name)],
  ['ct', ({ name }) => /city|town/i.test(name)],
  ['zp', ({ name }) => /zip|postal/i.test(name)],
];

/** Reads the visitor's data from the fields of a form, limited to `matchKeys`. */
export function readFormFields(form: HTMLFormElement, matchKeys: readonly string[]): Fields {
  const fields: Fields = {};
  for (const field of form.querySelectorAll('input')) {
    if (!field.value || /password|hidden|checkbox|radio|submit|button/.test(field.type)) continue;
    const [key] = matchers.find(([, fits]) => fits(field)) ?? [];
    if (key && matchKeys.includes(key)) fields[key] ??= field.value;
  }
  return fields;
}

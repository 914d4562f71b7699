type Fields = Readonly<Record<string, unknown>>;

/** Names of fields, by the name that each gets; of several that get one, the last is preferred. */
export type FieldNames = Readonly<Record<string, string>>;

/**
 * Returns the fields of an object that have a new name, under it. Others, and those without a value, are left out.
 *
 * @example
 * renameFields({ region: 'CA', street: '1 Main St' }, { region: 'state' }); // { state: 'CA' }
 */
export function renameFields(fields: Fields, names: FieldNames): Record<string, unknown> {
  const renamed: Record<string, unknown> = {};
  for (const [name, newName] of Object.entries(names)) {
    const value = fields[name];
    if (value !== undefined && value !== null && value !== '') renamed[newName] = value;
  }
  return renamed;
}

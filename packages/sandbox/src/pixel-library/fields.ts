/** Values by name, as pages give them. */
export type Fields = Record<string, unknown>;

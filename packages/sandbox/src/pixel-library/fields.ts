/** Values by name, as pages pass them. */
export type Fields = Record<string, unknown>;

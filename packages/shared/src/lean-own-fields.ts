/**
 * Stands in for `own-fields.ts` in the browser's build: the Pixel ignores what it cannot read and refuses nothing for it.
 */
export const dropRefusedFields = (): void => undefined;

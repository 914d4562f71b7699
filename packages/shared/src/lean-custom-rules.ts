/** Stands in for `custom-rules.ts` in the browser's build for sites that have no rules of their own. */
const none = (): undefined => undefined;

export { none as applyActions, none as listedVerdicts, none as mappedName, none as typeOfCategory };

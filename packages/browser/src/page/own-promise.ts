/** The browser's `Promise`, which an async function returns: the page may have a class of its own by that name. */
export const OwnPromise = (async () => undefined)().constructor as PromiseConstructor;

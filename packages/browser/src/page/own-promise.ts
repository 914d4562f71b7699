/** The browser's own `Promise`, taken from an async function, because the page may have replaced the global. */
export const OwnPromise = (async () => undefined)().constructor as PromiseConstructor;

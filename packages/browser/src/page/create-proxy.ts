/** Creates a proxy with these traps alone: a `get` that the page has given to all objects would be one as well. */
export const createProxy = <Target extends object>(target: Target, traps: ProxyHandler<Target>): Target =>
  new Proxy(target, Object.setPrototypeOf(traps, null));

import { withoutPrototype } from './without-prototype.js';

/** Creates a proxy with these traps alone. */
export const createProxy = <Target extends object>(target: Target, traps: ProxyHandler<Target>): Target =>
  new Proxy(target, withoutPrototype(traps));

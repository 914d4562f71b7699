import { attempt } from './attempt.js';
import { withoutPrototype } from './without-prototype.js';

/** Creates a proxy with these traps alone. Where the page's `Proxy` is something else, it returns something else. */
export const createProxy = <Target extends object>(target: Target, traps: ProxyHandler<Target>): Target | undefined =>
  attempt(() => new Proxy(target, withoutPrototype(traps)));

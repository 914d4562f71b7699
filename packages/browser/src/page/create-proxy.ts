import { attempt } from './attempt.js';
import { withoutPrototype } from './without-prototype.js';

/** Creates a proxy with only these traps. If the page has replaced `Proxy`, the result may be any value. */
export const createProxy = <Target extends object>(target: Target, traps: ProxyHandler<Target>): Target | undefined =>
  attempt(() => new Proxy(target, withoutPrototype(traps)));

import { attempt } from './attempt.js';
import { guard } from './guard.js';

/** Calls back at each event of a target; never where the page has taken or broken its `addEventListener`. */
export function listen<Type extends Event>(target: EventTarget, type: string, listener: (event: Type) => void): void {
  attempt(() => target.addEventListener(type, guard(listener) as EventListener));
}

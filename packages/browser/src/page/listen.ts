import { attempt } from './attempt.js';
import { guard } from './guard.js';

/** Adds an event listener. Does nothing if the page has removed or broken the target's `addEventListener`. */
export function listen<Type extends Event>(target: EventTarget, type: string, listener: (event: Type) => void): void {
  attempt(() => target.addEventListener(type, guard(listener) as EventListener));
}

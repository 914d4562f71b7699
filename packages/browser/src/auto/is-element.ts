/** Returns whether a target is an element. Not by `instanceof`: Prototype and MooTools replace `window.Element`. */
export const isElement = (target: EventTarget): target is Element => (target as Node).nodeType === 1;

/** Reads a global variable. An element with that id is none: it is a property of the window's prototype. */
export const readGlobal = (window: object, name: string): unknown =>
  Object.getOwnPropertyDescriptor(window, name) && window[name as keyof object];

/**
 * Key of the tracker among the properties of the window, for the files of the script. Page content cannot have a symbol as
 * its name, and other scripts do not use it.
 */
export const trackerKey: unique symbol = Symbol.for('twinbeam') as never;

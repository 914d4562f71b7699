/**
 * Name of the tracker among the properties of the window, for the files of the script. To be read by `readGlobal` until it
 * is there: page content can have any name. It is no symbol, because a page may have a `Symbol` of its own.
 */
export const trackerKey = 'twinbeam.tracker';

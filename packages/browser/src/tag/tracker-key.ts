/**
 * The window property that holds the tracker, for the files of the script. Until it is set, read it with `readGlobal`,
 * because page content can have any name. It is not a symbol, because a page may have replaced `Symbol`.
 */
export const trackerKey = 'twinbeam.tracker';

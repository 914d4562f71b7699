import { join } from 'node:path';

/** Returns the path of the file in which LMDB keeps the store of a folder. */
export const toDataFile = (folder: string): string => join(folder, 'data.mdb');

/** Returns the path of the file by which the processes that use the store know of each other. */
export const toLockFile = (folder: string): string => join(folder, 'lock.mdb');

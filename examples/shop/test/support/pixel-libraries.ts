import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A Pixel library for tests of pages: the stand-in, which has no path, or a copy of Meta's own. */
export interface PixelLibrary {
  /** The end of the tests' title. */
  title: string;
  path?: string;
}

const folder = process.env.TWINBEAM_FBEVENTS ?? '';
const copies = folder ? readdirSync(folder).filter((name) => name.endsWith('.js')) : [];

/** The stand-in, and the copies of Meta's library in the folder that `TWINBEAM_FBEVENTS` names. */
export const pixelLibraries: PixelLibrary[] = [
  { title: '' },
  ...copies.map((name) => ({ title: `, with ${name}`, path: join(folder, name) })),
];

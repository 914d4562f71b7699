import type { Fields } from './fields.js';
import { placeUserData } from './place-user-data.js';
import { toShapes } from './shapes.js';

/** A pixel that the page has initialised. */
export interface Pixel {
  id: string;
  /** The user data of `init`, with values moved to the right keys. Each hit uses the current content. */
  userData: Fields;
  /** The user data of `init`, and their shapes: copies for hits, which do not change with `userData`. */
  alternateUserData: Fields;
  censoredUserDataFormat: Fields;
  /** The data that were read from forms. */
  userDataFormFields: Fields;
  /** The number of hits so far. */
  eventCount: number;
  agent: string | null;
  /** Excludes this pixel from `track`, and from the library's own page views. */
  trackSingleOnly?: boolean;
}

/** The pixels of one page. */
export interface Pixels {
  list: Pixel[];
  /** The time of the first `init` in milliseconds since 1970; -1 before. */
  initializationTime(): number;
  find(pixelId: string): Pixel | undefined;
  /** Initialises a pixel. A second `init` is used if the first one had no user data. */
  init(pixelId: unknown, userData?: Fields | null, options?: { agent?: string } | null): Pixel | undefined;
}

export function createPixels(): Pixels {
  const list: Pixel[] = [];
  let initializationTime = -1;
  const find = (pixelId: string) => list.find(({ id }) => id === pixelId);
  return {
    list,
    initializationTime: () => initializationTime,
    find,
    init(pixelId, userData, options) {
      if (initializationTime === -1) initializationTime = Date.now();
      const id = String(pixelId);
      if (!/^[1-9]\d{0,25}$/.test(id)) return void console.warn(`[sandbox pixel] ${id} is no id of a pixel`);
      const known = find(id);
      if (!known) {
        const pixel = {
          id,
          ...toUserDataForms(userData ?? {}),
          userDataFormFields: {},
          eventCount: 0,
          agent: options?.agent ?? null,
        };
        list.push(pixel);
        return pixel;
      }
      if (userData && Object.keys(known.userData).length === 0) Object.assign(known, toUserDataForms(userData));
      else console.warn(`[sandbox pixel] duplicate init of ${id} ignored`);
      return known;
    },
  };
}

const toUserDataForms = (userData: Fields) => ({
  userData: placeUserData(userData),
  alternateUserData: userData,
  censoredUserDataFormat: toShapes(userData),
});

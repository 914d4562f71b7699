import { isHitPath } from '@twinbeam/shared';

/** An event of one of the tracker's pixels that the tracker has not sent. */
export interface ForeignEvent {
  pixelId: string;
  /** Meta's name of the event. */
  name: string;
  /** Undefined if it was sent without an event id. */
  eventId?: string | undefined;
  /** Meta's library has sent it by itself, such as `SubscribedButtonClick`. */
  isAutomatic: boolean;
}

/** An event as the Pixel has sent it. */
export interface Hit extends ForeignEvent {
  /** Is equal for the hit and its copy; undefined if the hit was not sent by Meta's library. */
  key?: string | undefined;
}

/** Reads the event of a request; undefined if the request is no hit of the Pixel. */
export function parseHit(url: string): Hit | undefined {
  const { pathname, searchParams } = new URL(url);
  const read = (name: string) => searchParams.get(name) || undefined;
  const [pixelId, name] = [read('id'), read('ev')];
  if (!isHitPath(pathname) || !pixelId || !name) return undefined;
  const key = read('ts') && ['id', 'ev', 'eid', 'ec', 'ts'].map(read).join();
  return { pixelId, name, eventId: read('eid'), isAutomatic: read('es') === 'automatic', key };
}

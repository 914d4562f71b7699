import type { ConsentState } from '@twinbeam/shared';

/** What Meta's events need of Google's consent mode. */
const needed = ['ad_storage', 'ad_user_data'];

/**
 * Follows Google's consent mode: the commands `gtag('consent', 'default' | 'update', {…})` in the page's `dataLayer`,
 * those that are there and those to come. Granted is what all signals grant that the page speaks of; a default that
 * denies waits for an update, whatever its region: where the visitor is, the page alone knows.
 * https://developers.google.com/tag-platform/security/guides/consent
 */
export function followGoogle(window: Window, decide: (state: ConsentState) => void): void {
  const page = window as Window & { dataLayer?: unknown[] };
  page.dataLayer ??= [];
  const layer = page.dataLayer;
  /** By signal: what updates have said, and where none has, what defaults have; of these a denial stays. */
  const updates: Signals = {};
  const defaults: Signals = {};

  const read = (entry: unknown) => {
    // Commands are `arguments` objects.
    const { 0: command, 1: kind, 2: values } = Object(entry) as Record<number, unknown>;
    if (command !== 'consent') return;
    for (const name of needed) {
      const value = Object(values)[name];
      if (value !== 'granted' && value !== 'denied') continue;
      if (kind === 'update') updates[name] = value;
      else if (kind === 'default' && defaults[name] !== 'denied') defaults[name] = value;
    }
  };
  const conclude = () => {
    const said = Object.values({ ...defaults, ...updates });
    if (Object.values(updates).includes('denied')) decide('denied');
    else if (said.includes('denied')) decide('pending');
    else if (defaults.ad_storage ?? updates.ad_storage) decide('granted');
  };

  // All that is there counts together: a default for one region may stand beside one for all.
  layer.forEach(read);
  conclude();
  const { push } = layer;
  layer.push = (...entries) => {
    const length = push.apply(layer, entries);
    entries.forEach(read);
    conclude();
    return length;
  };
}

type Signals = Record<string, 'granted' | 'denied'>;

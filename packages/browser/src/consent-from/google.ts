import type { ConsentState } from '@twinbeam/shared/core';

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
  const signals: Record<string, unknown> = {};

  const read = (entry: unknown) => {
    // Commands are `arguments` objects.
    const { 0: command, 1: kind, 2: values } = Object(entry) as Record<number, unknown>;
    if (command !== 'consent' || (kind !== 'default' && kind !== 'update')) return;
    for (const name of needed) {
      const value = Object(values)[name];
      if (value === 'granted' || value === 'denied') signals[name] = value;
    }
    const said = Object.values(signals);
    if (!said.length) return;
    if (said.includes('denied')) decide(kind === 'update' ? 'denied' : 'pending');
    else if (signals.ad_storage) decide('granted');
  };

  for (const entry of layer) read(entry);
  const { push } = layer;
  layer.push = (...entries) => {
    const length = push.apply(layer, entries);
    for (const entry of entries) read(entry);
    return length;
  };
}

import type { ConsentState } from '@twinbeam/shared';
import { watchDataLayer } from '../page/watch-data-layer.js';

/** The signals of Google's consent mode that Meta's events need. */
const neededSignals = ['ad_storage', 'ad_user_data'];

type Signals = Record<string, 'granted' | 'denied'>;

/**
 * Follows Google's consent mode: the commands `gtag('consent', 'default' | 'update', {…})` in the page's `dataLayer`,
 * present and future ones. Consent is granted when all needed signals that the page uses are granted. A default that
 * denies waits for an update, whatever its region is: only the page knows where the visitor is.
 * https://developers.google.com/tag-platform/security/guides/consent
 */
export function followGoogle(window: Window, onDecision: (state: ConsentState) => void): void {
  const updates: Signals = {};
  /** For signals without an update. Of several defaults for one signal, a denial stays. */
  const defaults: Signals = {};

  const read = (entry: unknown) => {
    // Commands are `arguments` objects.
    const { 0: command, 1: kind, 2: values } = Object(entry) as Record<number, unknown>;
    if (command !== 'consent') return;
    for (const name of neededSignals) {
      const value = Object(values)[name];
      if (value !== 'granted' && value !== 'denied') continue;
      if (kind === 'update') updates[name] = value;
      else if (kind === 'default' && defaults[name] !== 'denied') defaults[name] = value;
    }
  };
  const decide = () => {
    const current = Object.values({ ...defaults, ...updates });
    if (Object.values(updates).includes('denied')) onDecision('denied');
    else if (current.includes('denied')) onDecision('pending');
    else if (defaults.ad_storage ?? updates.ad_storage) onDecision('granted');
  };

  watchDataLayer(window, (entries) => {
    // All entries first: a default for one region may stand beside one for all.
    entries.forEach(read);
    decide();
  });
}

import type { ConsentState } from '@twinbeam/shared';
import { watchDataLayer } from '../page/watch-data-layer.js';

/** The signals of Google's consent mode that must be granted for Meta's events. */
const neededSignals = ['ad_storage', 'ad_user_data'];

type Signals = Record<string, 'granted' | 'denied'>;

/**
 * Follows Google's consent mode: the present and future commands `gtag('consent', 'default' | 'update', {…})` in the
 * page's `dataLayer`. Consent is granted when all needed signals that the page uses are granted. After a default that
 * denies, events wait for an update, whatever the default's region: only the page knows where the visitor is.
 * https://developers.google.com/tag-platform/security/guides/consent
 */
export function followGoogle(window: Window, onDecision: (state: ConsentState) => void): void {
  const updates: Signals = {};
  /** Defaults apply to signals without an update. If a signal has several defaults, a denial takes precedence. */
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
    // Reads all entries before it decides: a default for one region may follow a default for all.
    entries.forEach(read);
    decide();
  });
}

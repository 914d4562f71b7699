import type { ConsentState } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import { findTracker } from '../tag/find-tracker.js';
import { followGoogle } from './follow-google.js';
import { followTcf } from './follow-tcf.js';

/** Consent from another platform as a separate file (`t-consent.js`), for a tag with `data-consent-from`. */
const twinbeam = findTracker(window);
const { consentFrom, consentPurposes = '1 3 4 7', consentProvider } = twinbeam.dataset ?? {};

let lastState: ConsentState | undefined;
const tellTracker = (state: ConsentState) => {
  // Platforms report the same state repeatedly.
  if (state !== lastState) twinbeam.consent(state);
  lastState = state;
};
guard(() => {
  if (consentFrom === 'tcf')
    followTcf(window, tellTracker, { purposes: consentPurposes.split(' '), provider: consentProvider });
  else followGoogle(window, tellTracker);
})();

import type { ConsentState } from '@twinbeam/shared';
import type { Tracker } from '../api.js';
import { guard } from '../guard.js';
import { followGoogle } from './google.js';
import { followTcf } from './tcf.js';

/** Learns what the visitor has said from where the script's tag says, and tells the script. */
const { consentFrom, consentPurposes = '1 3 4 7', consentProvider } = document.currentScript?.dataset ?? {};
const { twinbeam } = window as unknown as { twinbeam: Tracker };

let known: ConsentState | undefined;
const decide = (state: ConsentState) => {
  // Platforms repeat themselves.
  if (state !== known) twinbeam.consent(state);
  known = state;
};
guard(() => {
  if (consentFrom === 'tcf')
    followTcf(window, decide, { purposes: consentPurposes.split(' '), provider: consentProvider });
  else followGoogle(window, decide);
})();

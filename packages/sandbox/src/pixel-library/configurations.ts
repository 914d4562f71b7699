import { createAddScript } from './add-script.js';
import type { ConfigurationInstance, Fbq } from './fbq.js';
import type { Locks } from './locks.js';
import { toConfigurationUrl } from './urls.js';

/** The features that `set('autoConfig', false, id)` switches off. All other features are independent of it. */
const automaticSetup = ['InferredEvents', 'AutomaticMatching'];

/** The configurations of the pixels. */
export interface Configurations {
  /** Requests the configuration of a pixel, once, and locks the library until it has run. */
  load(pixelId: string): void;
  /** Allows or forbids that a configuration switches a feature on. A feature that is on stays on. */
  optIn(pixelId: string, feature: string): void;
  optOut(pixelId: string, feature: string): void;
  has(pixelId: string, feature: string): boolean;
  /** Returns the match keys that may be read from forms. */
  matchKeys(pixelId: string): string[];
}

export function createConfigurations(fbq: Fbq, locks: Locks): Configurations {
  const addScript = createAddScript();
  const requested = new Set<string>();
  const optIns = new Set<string>();
  const optOuts = new Set<string>();
  const matchKeys = new Map<string, string[]>();
  const toKey = (pixelId: string, feature: string) => `${pixelId} ${feature}`;
  const isForbidden = (pixelId: string, feature: string) =>
    optOuts.has(toKey(pixelId, feature)) ||
    (automaticSetup.includes(feature) && optOuts.has(toKey(pixelId, 'AutomaticSetup')));

  const instance: ConfigurationInstance = {
    optIn(pixelId, feature) {
      if (!isForbidden(pixelId, feature)) optIns.add(toKey(pixelId, feature));
    },
    optOut: (pixelId, feature) => void optOuts.add(toKey(pixelId, feature)),
    configLoaded: (pixelId) => locks.release(`config:${pixelId}`),
  };
  fbq.registerPlugin = (_name, { plugin }) =>
    plugin(fbq, instance, {
      set(pixelId, name, { selectedMatchKeys }) {
        if (name === 'automaticMatching' && Array.isArray(selectedMatchKeys)) matchKeys.set(pixelId, selectedMatchKeys);
      },
    });

  return {
    load(pixelId) {
      if (requested.has(pixelId)) return;
      requested.add(pixelId);
      locks.lock(`config:${pixelId}`);
      addScript(toConfigurationUrl(pixelId));
    },
    optIn: (pixelId, feature) => void optOuts.delete(toKey(pixelId, feature)),
    optOut: instance.optOut,
    has: (pixelId, feature) => optIns.has(toKey(pixelId, feature)),
    matchKeys: (pixelId) => matchKeys.get(pixelId) ?? [],
  };
}

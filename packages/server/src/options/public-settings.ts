import type { Settings } from '@twinbeam/shared';

/** Returns the settings of a pixel as pages get them: without the test codes of actions, which are the server's alone. */
export function toPublicSettings(settings: Settings): Settings {
  if (!settings.actions) return settings;
  return { ...settings, actions: settings.actions.map(({ testEventCode, ...action }) => action) };
}

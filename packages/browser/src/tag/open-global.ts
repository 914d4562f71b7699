import { attempt } from '../page/attempt.js';
import { readGlobal } from '../page/read-global.js';
import { warn } from '../page/warn.js';
import type { ScriptGlobal, ScriptWindow } from './script-window.js';
import { trackerKey } from './tracker-key.js';

/**
 * Returns the object that becomes the tracker: the stub's, or a new one, which gets the global's name. Where the name is
 * another script's, that script keeps it, and the console says so.
 */
export function openGlobal(page: ScriptWindow, name: string): ScriptGlobal {
  const read = () => readGlobal(page, name) as ScriptGlobal | undefined;
  const found = read();
  const tracker =
    (readGlobal(page, trackerKey) as ScriptGlobal | undefined) ??
    (Array.isArray(found?.q) ? (found as ScriptGlobal) : { q: [] });
  page[trackerKey] = tracker;
  // An element with that id is no global.
  if (!found) attempt(() => Object.assign(page, { [name]: tracker }));
  if (read() !== tracker) {
    warn(`twinbeam: window.${name} is another script's; use scriptTag({ global: 'tb' })`);
  }
  return tracker;
}

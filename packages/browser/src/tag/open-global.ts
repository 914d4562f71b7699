import { attempt } from '../page/attempt.js';
import { readGlobal } from '../page/read-global.js';
import { warn } from '../page/warn.js';
import type { ScriptGlobal, ScriptWindow } from './script-window.js';
import { trackerKey } from './tracker-key.js';

/**
 * Returns the object that becomes the tracker: the stub's object, or a new one, which is assigned to the global. If
 * another script already uses that global, its value is kept, with a warning in the console.
 */
export function openGlobal(page: ScriptWindow, name: string): ScriptGlobal {
  const read = () => readGlobal(page, name) as ScriptGlobal | undefined;
  const found = read();
  const tracker =
    (readGlobal(page, trackerKey) as ScriptGlobal | undefined) ??
    (Array.isArray(found?.q) ? (found as ScriptGlobal) : { q: [] });
  page[trackerKey] = tracker;
  // `found` ignores an element with that id.
  if (!found) attempt(() => Object.assign(page, { [name]: tracker }));
  if (read() !== tracker) {
    warn(`twinbeam: window.${name} is another script's; use scriptTag({ global: 'tb' })`);
  }
  return tracker;
}

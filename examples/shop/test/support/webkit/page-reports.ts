/** A line that a script has written to the console, or a script error. */
export type PageReport = [type: 'error' | 'warn' | 'log', text: string];

/** How far a page has loaded, with Puppeteer's names. */
export type LoadState = 'loading' | 'domcontentloaded' | 'load';

/**
 * A page script that collects reports for which WebDriver has no events. It does not rely on names that a page may
 * change.
 */
export const collectReports = `(${collect})()`;

/** A script that returns a page's new reports, for `parseReports`. */
export const takeReports = "return window[Symbol.for('reports')]?.() ?? ''";

/** Parses reports. They are text with ASCII separators, because a page may have changed the JSON of arrays. */
export const parseReports = (text: string): PageReport[] =>
  text
    .split('\x1e')
    .filter(Boolean)
    .map((report) => report.split('\x1f') as PageReport);

/** A script that returns the `LoadState` of a page, even if it is not HTML or has not run its first script yet. */
export const readLoadState =
  "return window[Symbol.for('loadState')]?.() ?? (document.readyState === 'complete' ? 'load' : 'loading')";

function collect() {
  let reports = '';
  // A page may replace the functions that this script uses.
  const { apply } = Reflect;
  const add = (type: PageReport[0], parts: unknown[]) => {
    let text = '';
    for (let index = 0; index < parts.length; index++) text += `${index > 0 ? ' ' : ''}${parts[index]}`;
    reports += `${type}\x1f${text}\x1e`;
  };
  const types = { error: 'error', warn: 'warn', log: 'log', info: 'log', group: 'log', groupCollapsed: 'log' } as const;
  for (const name of ['error', 'warn', 'log', 'info', 'group', 'groupCollapsed'] as const) {
    const original = console[name];
    console[name] = (...parts) => {
      add(types[name], parts);
      apply(original, console, parts);
    };
  }
  let loadState: LoadState = 'loading';
  addEventListener('DOMContentLoaded', () => {
    loadState = 'domcontentloaded';
  });
  addEventListener('load', () => {
    loadState = 'load';
  });
  Object.defineProperty(window, Symbol.for('loadState'), { value: () => loadState });
  // A file that cannot be loaded is not a script error.
  addEventListener('error', ({ message }) => message && add('error', [message]));
  addEventListener('unhandledrejection', ({ reason }) => add('error', ['unhandled', reason]));
  addEventListener('securitypolicyviolation', ({ blockedURI }) => add('error', ['forbidden', blockedURI]));
  const takeAll = () => {
    const all = reports;
    reports = '';
    return all;
  };
  Object.defineProperty(window, Symbol.for('reports'), { value: takeAll });
}

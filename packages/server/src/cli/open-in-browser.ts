import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
};

/** Opens a page in the browser that `BROWSER` names, or else in the system's. Does nothing if there is no browser. */
export function openInBrowser(url: string): void {
  const { BROWSER } = process.env;
  const [program = 'xdg-open', ...args] = BROWSER ? [BROWSER] : (openers[process.platform] ?? ['xdg-open']);
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

import { existsSync } from 'node:fs';

/** WebKitGTK's browser for automated tests, its WebDriver, and a display without a screen. */
export interface WebKitPaths {
  driver: string;
  browser: string;
  display: string;
}

const candidates: Record<keyof WebKitPaths, string[]> = {
  driver: ['/usr/bin/WebKitWebDriver'],
  browser: ['x86_64', 'aarch64']
    .flatMap((machine) => [`/usr/lib/${machine}-linux-gnu`, '/usr/libexec', '/usr/lib'])
    .flatMap((folder) => [`${folder}/webkit2gtk-4.1/MiniBrowser`, `${folder}/webkitgtk-6.0/MiniBrowser`]),
  display: ['/usr/bin/Xvfb'],
};

/**
 * Finds WebKitGTK where Linux systems install it (Debian: `webkit2gtk-driver` and `xvfb`). Returns undefined if a part
 * is missing.
 */
export function findWebKit(): WebKitPaths | undefined {
  const [driver, browser, display] = (['driver', 'browser', 'display'] as const).map((part) =>
    candidates[part].find((path) => existsSync(path)),
  );
  return driver && browser && display ? { driver, browser, display } : undefined;
}

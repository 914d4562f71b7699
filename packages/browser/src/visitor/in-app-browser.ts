import type { InAppWindow } from '../page/in-app-window.js';
import { OwnPromise } from '../page/own-promise.js';

/** The Android apps: their name and version in the user agent, and the first version that provides the click id. */
const androidApps = [
  { name: 'FB_IAB', version: /FBAV\/(\d{1,5})/, first: 397 },
  { name: 'Instagram', version: /Instagram (\d{1,5})/, first: 264 },
];

/**
 * Asks the app of an in-app browser for the click id of the visit, as Meta's own libraries do: on iOS through the app's
 * message handler, on Android with a URL that the app serves. Resolves with undefined in any other browser, and if the
 * app has no click id.
 */
export async function readInAppClickId(window: InAppWindow & typeof globalThis): Promise<string | undefined> {
  const bridge = window.webkit?.messageHandlers?.browserProperties;
  const clickId = bridge ? await bridge.postMessage('clickID') : await readAndroidClickId(window);
  return typeof clickId === 'string' ? clickId : undefined;
}

function readAndroidClickId({ navigator, XMLHttpRequest }: Window & typeof globalThis): Promise<string> | undefined {
  const { userAgent } = navigator;
  const [app] = androidApps.filter(({ name }) => userAgent.includes(name));
  if (!app || !userAgent.includes('Android') || !(Number(app.version.exec(userAgent)?.[1]) >= app.first))
    return undefined;
  return new OwnPromise((resolve) => {
    const request = new XMLHttpRequest();
    request.onloadend = () => resolve(/^2/.test(`${request.status}`) ? request.responseText : '');
    request.open('GET', 'properties://browser/clickID');
    request.send();
  });
}

/** Meta's URLs, as in its library. The sandbox replaces them with its own when it serves the file. */
const cdn = 'https://connect.facebook.net';
const hits = 'https://www.facebook.com';

export const hitEndpoint = `${hits}/tr/`;
export const triggerEndpoint = `${hits}/privacy_sandbox/pixel/register/trigger/`;

/** Returns the URL of the configuration of a pixel. */
export const toConfigurationUrl = (pixelId: string): string =>
  `${cdn}/signals/config/${pixelId}?${new URLSearchParams({ v: 'sandbox', r: 'stable', domain: location.hostname })}`;

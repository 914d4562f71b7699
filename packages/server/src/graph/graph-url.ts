import type { ResolvedOptions } from '../options/resolve-options.js';

/** Address of Graph, and the version of its API. */
export type GraphAddress = Pick<ResolvedOptions, 'graphUrl' | 'graphVersion'>;

/** Returns the URL of a path of Graph, such as `1234567890/events`. */
export const toGraphUrl = ({ graphUrl, graphVersion }: GraphAddress, path: string): string =>
  `${graphUrl.replace(/\/$/, '')}/${graphVersion}/${path}`;

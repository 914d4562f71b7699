import type { ResolvedOptions } from '../options/resolve-options.js';

/** What the URLs of Graph begin with. */
export type GraphBase = Pick<ResolvedOptions, 'graphUrl' | 'graphVersion'>;

/** Returns the URL of a path of Graph, such as `1234567890/events`. */
export const toGraphUrl = ({ graphUrl, graphVersion }: GraphBase, path: string): string =>
  `${graphUrl.replace(/\/$/, '')}/${graphVersion}/${path}`;

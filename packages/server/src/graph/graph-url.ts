import type { ResolvedOptions } from '../options/resolve-options.js';

/** The options from which Graph URLs are built. */
export type GraphBase = Pick<ResolvedOptions, 'graphUrl' | 'graphVersion'>;

/** Returns the URL of a Graph path, such as `1234567890/events`. */
export const toGraphUrl = ({ graphUrl, graphVersion }: GraphBase, path: string): string =>
  `${graphUrl.replace(/\/$/, '')}/${graphVersion}/${path}`;

/** The options from which Graph URLs are built. */
export interface GraphBase {
  graphUrl: string;
  graphVersion: string;
}

/** Returns the URL of a Graph path, such as `1234567890/events`. */
export const toGraphUrl = ({ graphUrl, graphVersion }: GraphBase, path: string): string =>
  `${graphUrl.replace(/\/$/, '')}/${graphVersion}/${path}`;

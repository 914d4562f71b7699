/** The first version that does not lose a stream when its process is killed: https://jepsen.io/analyses/nats-2.12.1 */
const recommended = [2, 10, 23] as const;

/** Warns of a server that is older than recommended; it is used all the same. */
export function warnOfVersion(version: string | undefined, servers: string, warn: (text: string) => void): void {
  if (version === undefined || !isOlder(version)) return;
  warn(
    `NATS at ${servers} is ${version}: before ${recommended.join('.')} a node that is killed may lose events that it has acknowledged, or keep some that were sent. See docs/scaling.md.`,
  );
}

function isOlder(version: string): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [index, wanted] of recommended.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}

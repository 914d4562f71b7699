import { InvalidArgumentError } from 'commander';

/** Parses a port given as an option. Throws `InvalidArgumentError`. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a port, from 0 (any) to 65535.');
  return port;
}

import type { Command } from 'commander';
import { CommandError } from './command-error.js';
import { createCommand } from './create-command.js';
import { exitCodes } from './exit-codes.js';
import { loadSandbox } from './load-package.js';
import { openInBrowser } from './open-in-browser.js';
import { print } from './output.js';
import { parsePort } from './parse-port.js';

interface SandboxCommandOptions {
  port: number;
  host: string;
  strict?: boolean;
  token?: string[];
  pixel?: string[];
  open?: boolean;
}

/** Creates `twinbeam sandbox`, which starts the local stand-in for Meta. */
export const createSandboxCommand = (): Command =>
  createCommand({
    name: 'sandbox',
    summary: 'Starts a stand-in for Meta on this machine, with a page that shows both legs.',
    details: 'Runs until Ctrl-C. Needs the package @twinbeam/sandbox.',
    examples: [
      ['twinbeam sandbox --open', 'Starts it on port 4040, and opens its page.'],
      ['twinbeam sandbox --token good-token', 'Refuses all other tokens, to rehearse a wrong one.'],
      ['twinbeam sandbox --port 0 --strict', 'Uses any free port; refuses placeholder tokens.'],
    ],
  })
    .option('--port <port>', 'the port; 0 for any', parsePort, 4040)
    .option('--host <address>', 'the local address on which the port is opened', '127.0.0.1')
    .option('--strict', 'Ctrl-C fails when anything was wrong: a missing twin, an unknown name, unhashed personal data')
    .option('--token <token...>', 'refuses all other access tokens, as Meta does; default: accepts any')
    .option('--pixel <id...>', 'refuses all other pixels; default: accepts any')
    .option('--open', 'opens its page in a browser')
    .action(run);

async function run(options: SandboxCommandOptions): Promise<void> {
  const { port, host, strict = false, open = false, token: tokens, pixel: pixels } = options;
  const accept = tokens || pixels ? { ...(tokens && { tokens }), ...(pixels && { pixels }) } : undefined;
  const { createSandbox } = await loadSandbox();
  const sandbox = await createSandbox({ port, host, strict, accept }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      refusals[error.code ?? '']?.(port, host) ?? `Port ${port} cannot be opened: ${error.message}.`,
    );
  });
  print(`Sandbox: ${sandbox.url}`);
  print('Variables of a server that sends to it:');
  print(`  META_GRAPH_URL=${sandbox.url}`);
  print(`  META_PIXEL_LIBRARY_URL=${sandbox.url}/en_US/fbevents.js`);
  if (open) openInBrowser(sandbox.url);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  try {
    await sandbox.close();
  } catch (error) {
    if ((error as Error).name !== 'SandboxError') throw error;
    throw new CommandError((error as Error).message, exitCodes.failed);
  }
}

const foreignHost = (_port: number, host: string): string =>
  `${host} is not an address of this machine: give --host one of its own, such as 127.0.0.1 or 0.0.0.0.`;

/** Sentences for the system errors of a port that cannot be opened, with the fix. */
const refusals: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port) => `Port ${port} is in use: choose another one with --port.`,
  EACCES: (port) => `Port ${port} needs more rights than this user has: choose one above 1023 with --port.`,
  EADDRNOTAVAIL: foreignHost,
  ENOTFOUND: foreignHost,
};

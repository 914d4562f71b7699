import { parseArgs } from 'node:util';
import { createSandbox } from './create-sandbox.js';

const usage = `Usage: twinbeam-sandbox [options]

Starts a stand-in for Meta on this machine, with a page that shows both legs of each event. Runs until Ctrl-C.

  --port <port>      the port; 0 for any (default: SANDBOX_PORT, else 4040)
  --host <address>   the address of this machine that the port is opened on (default: 127.0.0.1)
  --strict           Ctrl-C fails when anything was wrong: a missing twin, an unknown name, clear personal data
  --token <token>    refuses all other access tokens, as Meta does; can be repeated (default: accepts any)
  --pixel <id>       refuses all other pixels; can be repeated (default: accepts any)
  --help             prints this`;

/** Prints the problem and the fix, without a stack trace, which does not help the user. */
function fail(text: string, exitCode: number): void {
  console.error(text);
  process.exitCode = exitCode;
}

interface Options {
  port: number;
  host: string;
  strict: boolean;
  token?: string[];
  pixel?: string[];
}

async function start({ port, host, strict, token: tokens, pixel: pixels }: Options): Promise<void> {
  const accept = tokens || pixels ? { ...(tokens && { tokens }), ...(pixels && { pixels }) } : undefined;
  try {
    const sandbox = await createSandbox({ port, host, strict, accept });
    console.log(`Sandbox: ${sandbox.url}`);
    const close = (): void => void sandbox.close().catch((error: Error) => fail(error.message, 1));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, close);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    fail(
      isTaken
        ? `Port ${port} is in use: choose a free one with --port or SANDBOX_PORT.`
        : `Port ${port} of ${host} cannot be opened: ${(error as Error).message}.`,
      1,
    );
  }
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
try {
  const { values } = parseArgs({
    options: {
      port: { ...text, default: process.env.SANDBOX_PORT || '4040' },
      host: { ...text, default: '127.0.0.1' },
      strict: flag,
      token: { ...text, multiple: true },
      pixel: { ...text, multiple: true },
      help: { ...flag, short: 'h' },
    },
  });
  const port = Number(values.port);
  if (values.help) console.log(usage);
  else if (!/^\d+$/.test(values.port) || port > 65_535) fail('The port must be a number from 0 (any) to 65535.', 2);
  else await start({ ...values, port });
} catch (error) {
  fail(`${(error as Error).message}\n\n${usage}`, 2);
}

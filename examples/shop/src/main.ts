import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { createTwinbeam } from '@twinbeam/server';
import { createShop } from './shop.js';

/** Runs the shop: against a sandbox or, with `--live`, against Meta itself by the pixel and token of the environment. */

const port = Number(process.env.PORT || 3000);
const sandboxPort = Number(process.env.SANDBOX_PORT || 4040);
const { META_PIXEL_ID: pixelId } = process.env;
/** Only on request: purchases of a demo do not belong into the figures of a real pixel. */
const isLive = process.argv.includes('--live');

class StartError extends Error {}

/** Functions that stop the started servers, in reverse order. */
const started: (() => Promise<unknown>)[] = [];
const stop = async (): Promise<void> => {
  for (const end of started.splice(0).reverse()) await end();
};

async function start(): Promise<void> {
  const missing = ['META_PIXEL_ID', 'META_ACCESS_TOKEN'].filter((name) => !process.env[name]);
  if (isLive && missing.length > 0) throw new StartError(`With --live set ${missing.join(' and ')} too.`);

  const sandbox = isLive ? undefined : await startSandbox();
  const twinbeam = sandbox
    ? createTwinbeam({
        pixelId: '1234567890',
        accessToken: 'sandbox',
        graphUrl: sandbox.url,
        pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
        // The sandbox does not keep anything after the process either.
        outbox: 'memory:',
        consent: { required: true },
      })
    : createTwinbeam({ consent: { required: true } });
  started.push(() => twinbeam.close());

  const server = createServer(
    createShop({
      twinbeam,
      consent: 'required',
      watchUrl: sandbox?.url ?? `https://business.facebook.com/events_manager2/list/pixel/${pixelId}`,
    }),
  );
  await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    throw toPortError(error, port, 'PORT');
  });
  started.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  console.log(`
  Shop      http://localhost:${(server.address() as AddressInfo).port}   accept its banner: before that nothing is sent
  ${sandbox ? `Sandbox   ${sandbox.url}   both legs of every event, live` : `Sending to Meta itself: pixel ${pixelId}. Watch it in Events Manager.`}

  Ctrl-C stops ${sandbox ? 'both' : 'it'}.
`);
  if (sandbox && pixelId)
    console.log(`  Nothing is sent to your pixel ${pixelId}: \`npm start -- --live\` does that.\n`);
}

async function startSandbox(): Promise<Sandbox> {
  const sandbox = await createSandbox({ port: sandboxPort }).catch((error: NodeJS.ErrnoException) => {
    throw toPortError(error, sandboxPort, 'SANDBOX_PORT');
  });
  started.push(() => sandbox.close());
  return sandbox;
}

const listen = (server: Server, on: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(on, resolve);
  });

/** Returns an error with advice if the port cannot be used; any other error unchanged. */
function toPortError(error: NodeJS.ErrnoException, on: number, variable: string): Error {
  if (error.code === 'EADDRINUSE') return new StartError(`Port ${on} is in use. Set ${variable} to a free one.`);
  if (error.code === 'ERR_SOCKET_BAD_PORT') return new StartError(`${variable} must be a port, from 1 to 65535.`);
  if (error.code === 'EACCES') return new StartError(`Port ${on} needs more rights. Set ${variable} to one over 1023.`);
  return error;
}

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping …');
    void stop().then(() => process.exit(0));
  });
}

try {
  await start();
} catch (error) {
  const expected = error instanceof StartError || (error as Error).name === 'TwinbeamOptionsError';
  console.error(expected ? (error as Error).message : error);
  await stop();
  process.exit(1);
}

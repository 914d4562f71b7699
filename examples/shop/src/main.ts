import { createServer, type Server } from 'node:http';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { createTwinbeam } from '@twinbeam/server';
import { createShop } from './shop.js';

/** Runs the shop: against a sandbox, or against Meta itself when the environment names a pixel and a token. */

const port = Number(process.env.PORT ?? 3000);
const sandboxPort = Number(process.env.SANDBOX_PORT ?? 4040);
const { META_PIXEL_ID: pixelId, META_ACCESS_TOKEN: accessToken } = process.env;

class StartError extends Error {}

async function start(): Promise<() => Promise<void>> {
  const live = pixelId !== undefined && accessToken !== undefined;
  if (!live && (pixelId ?? accessToken) !== undefined) {
    const missing = pixelId === undefined ? 'META_PIXEL_ID' : 'META_ACCESS_TOKEN';
    throw new StartError(`To send to Meta set ${missing} too; to use the sandbox set neither.`);
  }

  let sandbox: Sandbox | undefined;
  if (!live) {
    sandbox = await createSandbox({ port: sandboxPort }).catch((error: NodeJS.ErrnoException) => {
      throw portError(error, sandboxPort, 'SANDBOX_PORT');
    });
  }
  const twinbeam = sandbox
    ? createTwinbeam({
        pixelId: '1234567890',
        accessToken: 'sandbox',
        graphUrl: sandbox.url,
        pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
      })
    : createTwinbeam();
  const server = createServer(
    createShop({
      twinbeam,
      pixelOrigins: sandbox ? [sandbox.url] : ['https://www.facebook.com', 'https://connect.facebook.net'],
      watchUrl: sandbox?.url ?? `https://business.facebook.com/events_manager2/list/pixel/${pixelId}`,
    }),
  );
  await listen(server, port).catch(async (error: NodeJS.ErrnoException) => {
    await twinbeam.close();
    await sandbox?.close();
    throw portError(error, port, 'PORT');
  });

  console.log(`
  Shop      http://localhost:${port}
  ${sandbox ? `Sandbox   ${sandbox.url}   both legs of every event, live` : `Sending to Meta itself: pixel ${pixelId}. Watch it in Events Manager.`}

  Ctrl-C stops ${sandbox ? 'both' : 'it'}.
`);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await twinbeam.close();
    await sandbox?.close();
  };
}

const listen = (server: Server, on: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(on, resolve);
  });

function portError(error: NodeJS.ErrnoException, on: number, variable: string): Error {
  if (error.code === 'EADDRINUSE') return new StartError(`Port ${on} is in use. Set ${variable} to a free one.`);
  if (error.code === 'ERR_SOCKET_BAD_PORT') return new StartError(`${variable} must be a port, from 1 to 65535.`);
  if (error.code === 'EACCES') return new StartError(`Port ${on} needs more rights. Set ${variable} to one over 1023.`);
  return error;
}

try {
  const stop = await start();
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      console.log('Stopping …');
      void stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof StartError) && (error as Error).name !== 'TwinbeamOptionsError') throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

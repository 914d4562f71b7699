import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether NATS is installed on this machine. */
export const hasNatsServer = spawnSync('nats-server', ['--version']).status === 0;

/** A node of NATS, with its own process and folder. */
export interface NatsServer {
  /** `127.0.0.1:4222` */
  address: string;
  port: number;
  readonly pid: number;
  /** Starts the node again with its data on disk. */
  start(): Promise<void>;
  /** Kills the node at once, like a power failure. */
  kill(): Promise<void>;
  /** Stops the node, and removes its folder. */
  close(): Promise<void>;
}

/** Finds a free port below those that the system assigns, because a node that is restarted must find its port free. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    server.close();
    if (isFree) return port;
  }
}

/** Starts a node with JetStream; `args` are arguments of `nats-server`. */
export async function startNatsServer(args: string[] = [], port?: number): Promise<NatsServer> {
  const listening = port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'twinbeam-nats-'));
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const own = ['--addr', '127.0.0.1', '--port', String(listening), '--jetstream', '--store_dir', folder];
    child = spawn('nats-server', [...own, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.on('exit', () => reject(new Error(`nats-server does not start: ${output}`)));
      // Read to the end, because the node dies if the pipe is closed.
      child.stderr?.on('data', (text) => {
        output = (output + String(text)).slice(-10_000);
        if (output.includes('Server is ready')) resolve();
      });
    });
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  await start();
  return {
    address: `127.0.0.1:${listening}`,
    port: listening,
    get pid() {
      return child.pid ?? 0;
    },
    start,
    kill,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

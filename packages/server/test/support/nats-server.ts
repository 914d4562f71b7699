import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether the engine is installed here. */
export const hasNatsServer = spawnSync('nats-server', ['--version']).status === 0;

/** A node of the engine, in a process and a folder of its own. */
export interface NatsServer {
  /** `127.0.0.1:4222` */
  address: string;
  port: number;
  readonly pid: number;
  /** Starts it again, with what it has on disk. */
  start(): Promise<void>;
  /** Ends it as a loss of power would: at once. */
  kill(): Promise<void>;
  /** Ends it, and removes its folder. */
  close(): Promise<void>;
}

/** A free port, below those that the system gives to others: who ends and starts again must find it free. */
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

/** Starts a node with JetStream; `args` are the engine's own. */
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
      // Read to the end: it dies of a pipe that is closed.
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

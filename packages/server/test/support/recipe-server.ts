import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from './wait-for.js';

/** Reads a sample from a page of the documentation: the JavaScript block with this name. */
export function readSample(page: string, name: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs', page), 'utf8');
  const [, code] = new RegExp(`^\`\`\`js ${name}\n(.*?)^\`\`\``, 'ms').exec(text) ?? [];
  if (code === undefined) throw new Error(`docs/${page} has no sample '${name}'.`);
  return code;
}

/** A server from the documentation that runs as its own process. */
export interface RecipeServer {
  url: string;
  /** Stops the server with SIGTERM. Returns its exit code. */
  stop(): Promise<number | null>;
  close(): Promise<void>;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface RecipeOptions {
  /** Replacements for packages that the sample imports. */
  imports?: Record<string, string>;
  /** Default: any free port. */
  port?: number;
  /** Returns the command that runs the file appended to it. Default: Node. */
  toCommand?: (port: number) => string[];
}

/** Starts a server from the documentation, unchanged except for its imports. */
export async function startRecipe(
  name: string,
  env: Record<string, string>,
  { imports = {}, port, toCommand = () => [process.execPath] }: RecipeOptions = {},
): Promise<RecipeServer> {
  // The folder is inside the package, so that the package's own name and the frameworks can be resolved.
  const folder = await mkdtemp(join(import.meta.dirname, '../../dist/recipe-'));
  let code = readSample('servers.md', name);
  for (const [from, to] of Object.entries(imports)) code = code.replace(`from '${from}'`, `from '${to}'`);
  const file = join(folder, 'server.mjs');
  await writeFile(file, code);
  const listenPort = port ?? (await findFreePort());
  const [program = '', ...args] = toCommand(listenPort);
  const child = spawn(program, [...args, file], {
    env: { PATH: process.env.PATH, ...env, PORT: String(listenPort) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://localhost:${listenPort}`;
  await waitForServer(child, url);
  return {
    url,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await exit;
      return code;
    },
    async close() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitForServer(child: ChildProcess, url: string): Promise<void> {
  await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`The server has ended with ${child.exitCode}.`);
    return fetch(url).then(
      (response) => response.ok,
      () => false,
    );
  });
}

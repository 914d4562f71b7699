import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from './wait-for.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/servers.md'), 'utf8');

/** Reads a complete server from the documentation. */
function readRecipe(name: string): string {
  const [, code] = new RegExp(`^\`\`\`js ${name}\n(.*?)^\`\`\``, 'ms').exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/servers.md has no sample '${name}'.`);
  return code;
}

/** A server of the documentation that runs as a process of its own. */
export interface RecipeServer {
  url: string;
  close(): Promise<void>;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts a server of the documentation, unchanged but for imports.
 *
 * @param imports packages that the sample gets instead of those that it imports
 */
export async function startRecipe(
  name: string,
  env: Record<string, string>,
  imports: Record<string, string> = {},
): Promise<RecipeServer> {
  // Below the package, where its own name and the frameworks are found.
  const folder = await mkdtemp(join(import.meta.dirname, '../../dist/recipe-'));
  let code = readRecipe(name);
  for (const [from, to] of Object.entries(imports)) code = code.replace(`from '${from}'`, `from '${to}'`);
  const file = join(folder, 'server.mjs');
  await writeFile(file, code);
  const port = await findFreePort();
  const process_ = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://localhost:${port}`;
  await waitForServer(process_, url);
  return {
    url,
    async close() {
      process_.kill('SIGKILL');
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
      await rm(folder, { recursive: true });
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

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A WebDriver session (https://www.w3.org/TR/webdriver2/): a browser with a new profile, and its driver. */
export interface WebDriverSession {
  /** Sends a command. Rejects with the driver's error. */
  send<Value>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Value>;
  close(): Promise<void>;
  /** Ends browser and driver at once. */
  kill(): void;
}

/** Timeout of a command, in milliseconds, so that a hanging command does not block later ones forever. */
const commandMs = 20_000;

/** Starts a driver, which supports one session at a time, and a browser. */
export async function createWebDriverSession(
  path: string,
  env: NodeJS.ProcessEnv,
  capabilities: object,
): Promise<WebDriverSession> {
  const { driver, origin } = await startDriver(path, env);
  const kill = (): void => {
    if (isRunning(driver) && driver.pid) process.kill(-driver.pid, 'SIGKILL');
  };
  const send = <Value>(method: string, target: string, body?: object) => request<Value>(method, origin + target, body);
  const { sessionId } = await send<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  }).catch((error) => {
    kill();
    throw error;
  });
  return {
    send: (method, target, body) => send(method, `/session/${sessionId}${target}`, body),
    async close() {
      await send('DELETE', `/session/${sessionId}`).catch(() => undefined);
      kill();
    },
    kill,
  };
}

async function request<Value>(method: string, url: string, body?: object): Promise<Value> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(commandMs),
  });
  const { value } = (await response.json()) as { value: Value & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** Starts a driver on a free port. If another program takes the port at the same moment, it tries another one. */
async function startDriver(path: string, env: NodeJS.ProcessEnv, attempts = 3) {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  // In a separate process group, because a killed driver would leave its browser running.
  const driver = spawn(path, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore', detached: true });
  while (isRunning(driver)) {
    const isReady = await request('GET', `${origin}/status`).then(
      () => true,
      () => false,
    );
    if (isReady) return { driver, origin };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (attempts > 1) return startDriver(path, env, attempts - 1);
  throw new Error(`The WebDriver has ended with ${driver.exitCode}.`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

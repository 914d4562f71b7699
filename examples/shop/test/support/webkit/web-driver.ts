import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A session of WebDriver (https://www.w3.org/TR/webdriver2/): a browser with a new profile, and the driver of it. */
export interface WebDriverSession {
  /** Sends a command. Rejects with what the driver says of an error. */
  send<Value>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Value>;
  close(): Promise<void>;
  /** Ends both at once. */
  kill(): void;
}

/** Limit of a command, in milliseconds: one that hangs must not hold up the commands behind it for ever. */
const commandMs = 20_000;

/** Starts a driver, which has one session at a time, and a browser by it. */
export async function createWebDriverSession(
  path: string,
  env: NodeJS.ProcessEnv,
  capabilities: object,
): Promise<WebDriverSession> {
  const port = await findFreePort();
  // A group of its own: a driver that is killed would leave its browser.
  const driver = spawn(path, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore', detached: true });
  const kill = (): void => {
    if (driver.exitCode === null && driver.signalCode === null && driver.pid) process.kill(-driver.pid, 'SIGKILL');
  };
  const request = async <Value>(method: string, target: string, body?: object): Promise<Value> => {
    const response = await fetch(`http://127.0.0.1:${port}${target}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(commandMs),
    });
    const { value } = (await response.json()) as { value: Value & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
    return value;
  };
  await waitUntilReady(driver, () => request('GET', '/status'));
  const { sessionId } = await request<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  });
  return {
    send: (method, target, body) => request(method, `/session/${sessionId}${target}`, body),
    async close() {
      await request('DELETE', `/session/${sessionId}`).catch(() => undefined);
      kill();
    },
    kill,
  };
}

async function waitUntilReady(driver: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  while (driver.exitCode === null) {
    const isReady = await ask().then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The WebDriver has ended with ${driver.exitCode}.`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Returns the sentence that `main.js` would say in the end: a port of these variables is in use. Undefined for none. */
export async function explainUsedPort(defaults, env) {
  for (const [variable, number] of Object.entries(defaults)) {
    const port = Number(env[variable] || number);
    if (await isUsed(port)) return `Port ${port} is in use. Set ${variable} to a free one.`;
  }
  return undefined;
}

/** What else is wrong with a port is told when the server starts. */
async function isUsed(port) {
  const server = createServer();
  try {
    await once(server.listen(port), 'listening');
    return false;
  } catch (error) {
    return error.code === 'EADDRINUSE';
  } finally {
    server.close();
  }
}

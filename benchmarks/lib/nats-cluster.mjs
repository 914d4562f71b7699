import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Reads the version of NATS; returns undefined if it is not installed. */
export const readNatsVersion = () => /v[\d.]+/.exec(String(spawnSync('nats-server', ['--version']).stdout))?.[0];

/**
 * Starts `size` nodes of NATS JetStream on this host, as one cluster, with their files in a folder. Returns their
 * addresses, the nodes, and a function that stops them.
 */
export async function startNatsCluster(size, folder) {
  const ports = await findFreePorts(2 * size);
  const clients = ports.slice(0, size);
  const routes = ports.slice(size);
  const nodes = clients.map((port, index) => {
    const cluster = [
      ...['--cluster_name', 'benchmark', '--cluster', `nats://127.0.0.1:${routes[index]}`],
      ...['--routes', routes.map((route) => `nats://127.0.0.1:${route}`).join(',')],
    ];
    const own = ['--addr', '127.0.0.1', '--port', String(port), '--name', `node-${index}`];
    const store = ['--jetstream', '--store_dir', join(folder, `node-${index}`)];
    return createNode([...own, ...store, ...(size > 1 ? cluster : [])], join(folder, `node-${index}`));
  });
  const stop = () => Promise.all(nodes.map((node) => node.kill()));
  process.once('exit', () => {
    for (const node of nodes) node.signal('SIGKILL');
  });
  return { servers: clients.map((port) => `127.0.0.1:${port}`), nodes, stop };
}

/** Starts a node; `folder` has its files. */
function createNode(args, folder) {
  let child;
  const start = () => {
    child = spawn('nats-server', args, { stdio: 'ignore' });
  };
  start();
  return {
    folder,
    start,
    signal: (name) => child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Finds free ports all at once, so that no two are the same. */
async function findFreePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import type { Outbox } from '@twinbeam/server';
import { createNatsOutbox } from '@twinbeam/server/nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin } from './support/command-line.js';
import { freePort, hasNatsServer, type NatsServer, startNatsServer } from './support/nats-server.js';
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.js';
import { waitFor } from './support/wait-for.js';

const tracker = fileURLToPath(new URL('programs/tracker.mjs', import.meta.url));
const size = 3;

describe.runIf(hasNatsServer)('two shops and two dispatchers on a cluster of three', () => {
  const nodes: NatsServer[] = [];
  /** A proxy in front of each node, used by all clients: the node itself advertises only the proxy's address. */
  const proxies: TcpProxy[] = [];
  const children = new Set<ChildProcess>();
  const acknowledged = new Set<string>();
  const recovered: string[] = [];
  let sandbox: Sandbox;
  let watch: Outbox;
  let outboxUrl: string;

  const start = (program: string, args: string[], env: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.add(child);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ack ')) acknowledged.add(line.slice(4));
    });
    return child;
  };
  let shops = 0;
  const startShop = () =>
    start(tracker, [sandbox.url, outboxUrl, `shop${++shops}`, '{"dispatch":false,"pauseMs":200}']);
  const startDispatcher = () =>
    start(bin, ['dispatch'], {
      TWINBEAM_OUTBOX: outboxUrl,
      META_PIXEL_ID: '1',
      META_ACCESS_TOKEN: 't',
      META_GRAPH_URL: sandbox.url,
    });
  const kill = async (child: ChildProcess) => {
    children.delete(child);
    // No process exits by itself in this test.
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const arrived = () => new Set(sandbox.events().map(({ event_id }) => event_id));
  /** Breaks something, and waits until Meta has received events that each shop tracked after that. */
  const survive = async (name: string, trouble: () => Promise<void> | void) => {
    await trouble();
    const known = new Set(acknowledged);
    const running = [...children].filter(({ spawnargs }) => spawnargs.includes(tracker));
    const shopsBack = () => {
      const there = arrived();
      const fresh = [...acknowledged].filter((id) => !known.has(id) && there.has(id));
      return running.every(({ spawnargs }) => fresh.some((id) => id.startsWith(`${spawnargs[4]}-`)));
    };
    recovered.push(`${name}: ${await waitFor(shopsBack)} ms`);
  };

  beforeAll(async () => {
    sandbox = await createSandbox();
    const routes = await Promise.all(Array.from({ length: size }, freePort));
    for (const [index, route] of routes.entries()) {
      const proxy = await startTcpProxy(() => nodes[index]?.port ?? 0);
      const cluster = ['--cluster_name', 'shop', '--cluster', `nats://127.0.0.1:${route}`];
      const others = ['--routes', routes.map((port) => `nats://127.0.0.1:${port}`).join(',')];
      nodes.push(
        await startNatsServer(['--name', `n${index}`, '--client_advertise', proxy.address, ...cluster, ...others]),
      );
      proxies.push(proxy);
    }
    outboxUrl = `nats://${proxies.map(({ address }) => address).join(',')}`;
    watch = createNatsOutbox({ servers: proxies.map(({ address }) => address) });
    await waitFor(async () => Boolean(await watch.stats().catch(() => undefined)));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...children].map(kill));
    await watch?.close();
    for (const proxy of proxies) proxy.close();
    await Promise.all(nodes.map((node) => node.close()));
    await sandbox?.close();
  });

  it('lose nothing that was acknowledged, and count it once, whatever is killed or cut', async () => {
    const [shop] = [startShop(), startShop()];
    const [dispatcher] = [startDispatcher(), startDispatcher()];
    const leader = async () => {
      const { engine } = await watch.stats();
      return Number(String(engine.leader).slice(1));
    };
    await survive('start', () => undefined);
    expect((await watch.stats()).engine).toMatchObject({ replicas: 3 });

    await survive('a dispatcher is killed', () => kill(dispatcher as ChildProcess));
    startDispatcher();
    await survive('a shop is killed', () => kill(shop as ChildProcess));
    startShop();
    const first = await leader();
    await survive('the engine’s leader is killed', () => nodes[first]?.kill());
    await nodes[first]?.start();
    await survive('it is back', () => undefined);
    // All clients must then move to the third node, and not all are connected to it already.
    const cut = proxies.filter((_proxy, index) => index !== first);
    await survive('the network to two nodes is cut', () => {
      for (const proxy of cut) proxy.cut();
    });
    for (const proxy of cut) proxy.restore();
    await survive('it is restored', () => undefined);

    await Promise.all([...children].filter(({ spawnargs }) => spawnargs.includes(tracker)).map(kill));
    // Events that the killed dispatcher had taken come back when their lease expires.
    recovered.push(`drained: ${await waitFor(async () => (await watch.stats()).pending === 0, 90_000)} ms`);
    console.log(`Recovered: ${recovered.join('; ')}. ${acknowledged.size} events.`);
    const there = arrived();
    expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
    expect(sandbox.summary().events.Lead).toMatchObject({ counted: there.size });
    expect((await watch.stats()).deadLetters).toBe(0);
  }, 300_000);
});

it.skipIf(hasNatsServer)('skipped: nats-server is not installed, so no cluster is tested', ({ skip }) => skip());

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deployFolder,
  readAlerts,
  readCommand,
  readCompose,
  readDeployFile,
  readDockerfile,
  readScrapes,
  type Service,
} from './deploy-files.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const shopFolder = fileURLToPath(new URL('../', import.meta.url));
const hasNatsServer = spawnSync('nats-server', ['--version']).status === 0;
/** The variables, with a password that looks like a number. */
const variables = {
  META_PIXEL_ID: '42',
  META_ACCESS_TOKEN: 'EAAsecret',
  NATS_PASSWORD: '12345e6',
  TWINBEAM_METRICS_TOKEN: 'm3trics',
};
const { services, volumes, secrets } = readCompose(variables);
const named = (pattern: RegExp) => Object.entries(services).filter(([name]) => pattern.test(name));
const readServiceCommand = ({ command }: Service): string[] => command ?? readCommand('CMD');

describe('the deployment files', () => {
  it('build from what there is', () => {
    for (const [, { build }] of named(/^(shop|dispatcher)/)) {
      expect(resolve(deployFolder, build?.context ?? '', '.')).toBe(resolve(root));
      expect(existsSync(resolve(root, build?.dockerfile ?? ''))).toBe(true);
    }
    const sources = readDockerfile()
      .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(([, rest]) => rest.split(' ').slice(0, -1));
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    // The image also has everything that the build of the packages needs.
    expect(sources).toEqual(expect.arrayContaining(['pnpm-lock.yaml', 'tsconfig.base.json', 'packages']));
    const pnpm = /pnpm@[\d.]+/.exec(readFileSync(join(root, 'package.json'), 'utf8'))?.[0] ?? '';
    expect(readDeployFile('Dockerfile')).toContain(`RUN npm install --global ${pnpm}\n`);
  });

  it('run without rights, and get signals themselves', () => {
    const instructions = readDockerfile();
    const last = instructions.slice(instructions.map(([name]) => name).lastIndexOf('FROM'));
    expect(last).toContainEqual(['USER', 'node']);
    expect(last).toContainEqual(['STOPSIGNAL', 'SIGTERM']);
    for (const [, service] of named(/^(shop|dispatcher)/)) {
      const [program, file = ''] = readServiceCommand(service);
      expect([program, existsSync(join(shopFolder, file))]).toEqual(['node', true]);
    }
  });

  it('have no secret, and name each that is needed', () => {
    const asked = Object.keys(variables);
    for (const name of asked) {
      expect(() => readCompose({ ...variables, [name]: '' })).toThrow(`${name}: see README.md`);
      expect(readDeployFile('README.md')).toContain(`\n${name}=`);
    }
    const ignored = ['.gitignore', 'examples/shop/deploy/Dockerfile.dockerignore'];
    for (const file of ignored) expect(readFileSync(join(root, file), 'utf8')).toMatch(/^(\*\*\/)?\.env$/m);
  });

  it('set no variable that nobody reads', () => {
    const dist = join(root, 'packages/server/dist');
    const files = readdirSync(dist).filter((name) => name.endsWith('.js'));
    const bundle = files.map((name) => readFileSync(join(dist, name), 'utf8')).join('\n');
    const config = readDeployFile('nats.conf');
    for (const [name, { environment = {} }] of Object.entries(services)) {
      const reads = (variable: string) =>
        name.startsWith('nats')
          ? new RegExp(`\\$${variable}\\b`).test(config)
          : new RegExp(`env\\.${variable}\\b|'${variable}'`).test(bundle);
      expect([name, Object.keys(environment).filter((variable) => !reads(variable))]).toEqual([name, []]);
      // `off` without quotes is not a string in YAML.
      expect(Object.values(environment).filter((value) => typeof value !== 'string')).toEqual([]);
    }
  });

  it('mount what there is', () => {
    for (const [name, service] of Object.entries(services)) {
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0] ?? '';
        expect([
          name,
          source,
          source.startsWith('.') ? existsSync(join(deployFolder, source)) : source in volumes,
        ]).toEqual([name, source, true]);
      }
    }
    expect(secrets['metrics-token']).toEqual({ environment: 'TWINBEAM_METRICS_TOKEN' });
    for (const { authorization } of readScrapes()) {
      expect(services.prometheus?.secrets).toContain(authorization.credentials_file.replace('/run/secrets/', ''));
    }
  });

  it('watch every shop and every dispatcher', () => {
    const targets = readScrapes().flatMap(({ static_configs }) => static_configs.flatMap(({ targets }) => targets));
    expect(targets.map((target) => target.split(':')[0])).toEqual(named(/^(shop|dispatcher)/).map(([name]) => name));
  });
});

/** Removes settings that the installed NATS does not support yet: the image in the compose file is newer. */
const toInstalled = (config: string): string => {
  const version = /v2\.(\d+)/.exec(String(spawnSync('nats-server', ['--version']).stdout))?.[1];
  return Number(version) < 10 ? config.replace(/^ *sync_interval: always\n/m, '') : config;
};

describe.runIf(hasNatsServer)('the deployment, without containers', () => {
  const ports = new Map<string, number>();
  const children = new Map<string, ChildProcess>();
  const output = new Map<string, string>();
  let sandbox: Sandbox;
  let folder: string;

  /** Finds the port on this host that replaces a port of a service. */
  const findPort = (service: string, port: number | string): number => ports.get(`${service}:${port}`) ?? 0;
  const local = (text: string): string =>
    text.replaceAll(
      /\b((?:nats|shop|dispatcher)-\d):(\d+)/g,
      (_all, name, port) => `127.0.0.1:${findPort(name, port)}`,
    );
  /** Replaces the addresses under which a service refers to itself. */
  const own = (name: string, text: string): string =>
    text.replaceAll(/(?:localhost|127\.0\.0\.1):(\d+)/g, (_all, port) => `127.0.0.1:${findPort(name, port)}`);

  const start = (name: string, [program = '', ...args]: string[], env: Record<string, string>) => {
    const child = spawn(program, args, {
      cwd: shopFolder,
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.set(name, child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => output.set(name, (output.get(name) ?? '') + text));
    }
  };

  beforeAll(async () => {
    sandbox = await createSandbox();
    folder = await mkdtemp(join(tmpdir(), 'twinbeam-deploy-'));
    const wanted = [
      ...named(/^nats/).flatMap(([name]) => [4222, 6222, 8222].map((port) => `${name}:${port}`)),
      ...named(/^shop/).map(([name]) => `${name}:3000`),
      ...named(/^dispatcher/).map(([name]) => `${name}:9464`),
    ];
    // All at once, so that no two ports are the same.
    const servers = wanted.map(() => createServer().listen(0, '127.0.0.1'));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    for (const [index, server] of servers.entries()) {
      ports.set(wanted[index] ?? '', (server.address() as AddressInfo).port);
    }
    await Promise.all(servers.map((server) => once(server.close(), 'close')));

    for (const [name, service] of named(/^nats/)) {
      const store = join(folder, name);
      await mkdir(store);
      const config = toInstalled(local(readDeployFile('nats.conf')))
        .replaceAll(/port: (\d+)/g, (_all, port) => `port: ${findPort(name, port)}`)
        .replace('/data', store);
      const file = join(store, 'nats.conf');
      await writeFile(file, config);
      const env = { PATH: process.env.PATH, ...service.environment };
      const check = spawnSync('nats-server', ['-t', '-c', file], { env });
      expect([String(check.stderr), check.status]).toEqual([expect.stringContaining('is valid'), 0]);
      // The file is mounted at this path, and the store is on a volume.
      expect(service.volumes).toEqual([`./nats.conf:${service.command?.[2]}:ro`, `${name}:/data`]);
      const [program = '', option = ''] = service.command ?? [];
      start(name, [program, option, file], service.environment ?? {});
    }
  }, 30_000);
  afterAll(async () => {
    for (const child of children.values()) child.kill('SIGKILL');
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a container's health check. Not every machine has `wget`, so its URL is fetched instead. */
  const isHealthy = async (name: string, test: string[]): Promise<boolean> => {
    const [program = '', ...args] = test.map((part) => own(name, part));
    if (program === 'wget')
      return fetch(args.at(-1) ?? '').then(
        ({ ok }) => ok,
        () => false,
      );
    return promisify(execFile)(program === 'node' ? process.execPath : program, args).then(
      () => true,
      () => false,
    );
  };

  it('is healthy, sends what both shops accept, is watched, and ends when it is told', async () => {
    for (const [name, { healthcheck }] of named(/^nats/)) {
      const test = healthcheck?.test.slice(1) ?? [];
      await expect.poll(() => isHealthy(name, test), { timeout: 30_000 }).toBe(true);
    }
    for (const [name, service] of named(/^(shop|dispatcher)/)) {
      const env = Object.fromEntries(
        Object.entries(service.environment ?? {}).map(([key, text]) => [key, local(text)]),
      );
      const port = String(findPort(name, name.startsWith('shop') ? 3000 : 9464));
      const command = readServiceCommand(service).map((part) => (part === '9464' ? port : part));
      start(name, command, { ...env, PORT: port, META_GRAPH_URL: sandbox.url });
    }
    for (const [name, { healthcheck }] of named(/^(shop|dispatcher)/)) {
      const test = healthcheck?.test.slice(1) ?? readCommand('HEALTHCHECK');
      await expect.poll(() => isHealthy(name, test), { timeout: 20_000, interval: 300 }).toBe(true);
    }

    for (const [name] of named(/^shop/)) {
      const message = {
        type: 'track',
        event: 'Lead',
        messageId: `of ${name}`,
        context: { fbp: 'fb.1.1700000000000.42', consent: 'granted' },
      };
      const collect = async () => {
        const response = await fetch(`http://127.0.0.1:${findPort(name, 3000)}/twin/collect`, {
          method: 'POST',
          headers: { 'user-agent': 'Mozilla/5.0 Test/1' },
          body: JSON.stringify({ batch: [message] }),
        });
        return response.json();
      };
      // A process is healthy before its outbox is ready: until then it responds with 503, and pages send again.
      await expect
        .poll(collect, { timeout: 30_000, interval: 500 })
        .toMatchObject({ results: [{ status: 'accepted' }] });
    }
    const arrived = () => sandbox.events().map(({ event_id }) => event_id);
    await expect.poll(() => arrived().sort(), { timeout: 10_000 }).toEqual(['of shop-1', 'of shop-2']);

    const metrics = new Set(['up']);
    for (const { metrics_path, static_configs } of readScrapes()) {
      for (const target of static_configs.flatMap(({ targets }) => targets)) {
        const url = `http://${local(target)}${metrics_path}`;
        expect((await fetch(url)).status).toBe(401);
        const headers = { authorization: `Bearer ${variables.TWINBEAM_METRICS_TOKEN}` };
        const response = await fetch(url, { headers });
        expect([target, response.status]).toEqual([target, 200]);
        const text = await response.text();
        // Shops accept events, dispatchers send them.
        if (target.startsWith('shop')) expect(text).not.toMatch(/^twinbeam_events_sent_total\{/m);
        for (const [, name = ''] of text.matchAll(/^# TYPE (\w+)/gm)) metrics.add(name);
      }
    }
    for (const { alert, expr } of readAlerts()) {
      const used = expr.match(/\btwinbeam_\w+|\bup\b/g) ?? [];
      expect([alert, used.length > 0, used.filter((name) => !metrics.has(name))]).toEqual([alert, true, []]);
    }

    for (const [name] of named(/^(shop|dispatcher)/)) {
      const child = children.get(name);
      child?.kill('SIGTERM');
      if (child?.exitCode === null) await once(child, 'exit');
      expect([name, child?.exitCode]).toEqual([name, 0]);
      for (const secret of Object.values(variables).slice(1)) expect(output.get(name)).not.toContain(secret);
    }
  }, 90_000);
});

it.skipIf(hasNatsServer)('skipped: nats-server is not installed, so the deployment is not run', ({ skip }) => skip());

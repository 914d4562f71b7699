import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for.js';

/** Whether nginx is installed on this machine. */
export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** nginx in a process of its own. */
export interface Nginx {
  close(): Promise<void>;
}

/**
 * Starts nginx in a folder of its own.
 *
 * @param servers the `server` blocks; they may include `FOLDER/cloudflare.conf`, in which this machine is Cloudflare
 * @param port one of their ports
 */
export async function startNginx(servers: string, port: number): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'twinbeam-nginx-'));
  await mkdir(join(folder, 'tmp'));
  await writeFile(join(folder, 'cloudflare.conf'), 'set_real_ip_from 127.0.0.1;\n');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path tmp/${name};`);
  const config = `
    daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;
    events {}
    http { access_log off; ${paths.join(' ')} ${servers.replaceAll('/etc/nginx', folder)} }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await waitFor(() => isOpen(child, port));
  return {
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isOpen(child: ChildProcess, port: number): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`nginx has ended with ${child.exitCode}.`);
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((isConnected) => {
    socket.destroy();
    return isConnected === true;
  });
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** Runs a program that cannot import the client packages of NATS. */
async function runWithoutClient(program: string): Promise<string> {
  const hooks = `export async function resolve(name, context, next) {
    if (name.startsWith('@nats-io/')) throw new Error("Cannot find package '" + name + "'");
    return next(name, context);
  }`;
  const source = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { createTwinbeam } = await import('@twinbeam/server');
    const logger = { info() {}, warn() {}, error() {} };
    const start = (outbox) => createTwinbeam({ pixelId: '1', accessToken: 't', logger, outbox });
    ${program}`;
  const args = ['--input-type=module', '--eval', source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  return stdout;
}

describe('a host without the client packages of NATS', () => {
  it('runs on another outbox', async () => {
    const program = `
      const twinbeam = start('memory:');
      await twinbeam.stats();
      process.stdout.write('ready');
      await twinbeam.close(0);`;
    expect(await runWithoutClient(program)).toBe('ready');
  });

  it('is told to install them when the outbox is in NATS', async () => {
    const program = `
      const twinbeam = start('nats://127.0.0.1:1');
      await twinbeam.stats().catch(({ name, code, message }) => process.stdout.write([name, code, message].join(' ')));
      await twinbeam.close(0);`;
    expect(await runWithoutClient(program)).toMatch(
      /^OutboxError unusable .*npm install @nats-io\/transport-node @nats-io\/jetstream .*Cannot find package '@nats-io/,
    );
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';

/** The HTTP client is missing, as beside a bundle that does not contain it. */

const program = (name: string) => fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
const missing = /^The HTTP client cannot be loaded \(ERR_MODULE_NOT_FOUND\).* install the package undici/;

describe('a missing HTTP client', () => {
  let fixture: Fixture;
  let env: Record<string, string>;
  beforeEach(async () => {
    fixture = await createFixture(() => ({}));
    const file = join(fixture.folder, 'installed');
    env = { UNDICI_FILE: file, NODE_OPTIONS: `--import ${program('without-undici')}` };
  });
  afterEach(() => fixture.close());

  it('is told at the start, and loaded once it is there: then events are sent', async () => {
    const args = [program('late-undici'), fixture.sandbox.url];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
    const { isSent, lines } = JSON.parse(stdout) as { isSent: boolean; lines: { text: string; error?: string }[] };
    const find = (wanted: string) => lines.filter(({ text }) => text.startsWith(wanted)).map(({ error }) => error);
    expect(find('nothing can be sent')).toEqual([expect.stringMatching(missing)]);
    expect(find('sending failed')[0]).toMatch(missing);
    expect(find('sending works again')).toHaveLength(1);
    expect([isSent, fixture.arrived()]).toEqual([true, ['e1']]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { findFreePort, startRecipe } from './support/recipe-server.js';
import { wait } from './support/wait-for.js';

const program = fileURLToPath(new URL('programs/sdk-sender.mjs', import.meta.url));
/** Each round makes six calls, of which three become an event. */
const rounds = 60;
let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(() => ({}));
});
afterEach(() => fixture.close());

describe.each([
  ['@rudderstack/rudder-sdk-node', 'rudder', 'write-key'],
  ['@segment/analytics-node', 'segment', 'a-secret-server-key'],
])('%s', (_title, sdk, key) => {
  it('loses and duplicates nothing while the server is killed and restarted', { timeout: 120_000 }, async () => {
    const port = await findFreePort();
    const start = async (dispatch: 'on' | 'off') => {
      const env = {
        META_PIXEL_ID: '1',
        META_ACCESS_TOKEN: 't',
        META_GRAPH_URL: fixture.sandbox.url,
        TWINBEAM_OUTBOX: `lmdb:${fixture.folder}/outbox`,
        TWINBEAM_WRITE_KEY: 'write-key',
        TWINBEAM_SERVER_KEY: 'a-secret-server-key',
        TWINBEAM_DISPATCH: dispatch,
      };
      const server = await startRecipe('node', env, { port });
      fixture.closeLater(server.close);
      return server;
    };
    const first = await start('off');
    const sender = spawn(process.execPath, [program, sdk, `${first.url}/twin`, key, String(rounds)], {
      stdio: 'pipe',
    });
    const output = text(sender.stdout);
    const exited = once(sender, 'exit');
    await once(sender.stderr, 'data');
    await first.close();
    sender.stdin.end();
    // Long enough for some requests to be refused.
    await wait(500);
    expect(sender.exitCode).toBeNull();
    const second = await start('off');
    expect(await exited).toEqual([0, null]);
    await second.close();
    const types = JSON.parse(await output) as Record<string, string>;
    expect(Object.keys(types)).toHaveLength(6 * rounds);
    const expected = Object.keys(types).filter((id) => ['track', 'page', 'screen'].includes(types[id] as string));

    await start('on');
    await expect.poll(() => fixture.sandbox.events().length, { timeout: 20_000 }).toBe(3 * rounds);
    expect(fixture.arrived().sort()).toEqual(expected.sort());
    for (const { user_data } of fixture.sandbox.events()) expect(user_data).not.toHaveProperty('client_user_agent');
  });
});

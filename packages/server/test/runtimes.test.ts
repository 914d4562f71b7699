import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '@twinbeam/sandbox';
import { describe, expect, it } from 'vitest';
import { startRecipe } from './support/recipe-server.js';
import { runtimes } from './support/runtimes.js';

describe.each(runtimes)('an outbox on disk, on $name', ({ isInstalled, toCommand, toServe }) => {
  it.runIf(isInstalled)('keeps its events across a kill, and sends each once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twinbeam-runtime-'));
    const sandbox = await createSandbox();
    const start = (graphUrl: string) => {
      const outbox = { TWINBEAM_OUTBOX: `lmdb:${folder}/outbox` };
      const env = { META_PIXEL_ID: '1', META_ACCESS_TOKEN: 't', META_GRAPH_URL: graphUrl, ...outbox };
      return startRecipe('express', env, { toCommand });
    };
    const ids = Array.from({ length: 50 }, (_, index) => `event-${index}`);

    // There is no server at this address.
    const killed = await start('http://localhost:9');
    for (const messageId of ids) {
      const message = { type: 'track', event: 'Lead', messageId, anonymousId: 'a1' };
      const response = await fetch(`${killed.url}/twin/collect`, {
        method: 'POST',
        headers: { origin: killed.url, 'user-agent': 'Mozilla/5.0 Test/1' },
        body: JSON.stringify({ batch: [message] }),
      });
      expect(response.status).toBe(202);
    }
    await killed.close();

    const next = await start(sandbox.url);
    await expect.poll(() => sandbox.events().length).toBeGreaterThanOrEqual(ids.length);
    expect(sandbox.events().map(({ event_id }) => event_id)).toEqual(expect.arrayContaining(ids));
    expect(sandbox.events()).toHaveLength(ids.length);
    await next.close();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it.runIf(isInstalled && toServe)('is closed at SIGTERM, and the process ends by itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twinbeam-runtime-'));
    const env = { META_PIXEL_ID: '1', META_ACCESS_TOKEN: 't', TWINBEAM_OUTBOX: `lmdb:${folder}/outbox` };
    const server = await startRecipe('web', env, toServe && { toCommand: toServe });
    expect(await server.stop()).toBe(0);
    await server.close();
    await rm(folder, { recursive: true });
  });
});

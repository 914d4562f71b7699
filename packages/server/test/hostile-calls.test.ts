import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type CloseOptions, createLmdbOutbox, type Twinbeam } from '@twinbeam/server';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity, track } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** Calls of the site's own code with values that the types forbid, and a folder that somebody else changes. */

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${join(folder, 'store')}` }));
});
afterEach(() => fixture.close());

const body = JSON.stringify({
  batch: [{ type: 'track', event: 'Lead', messageId: 'm1', anonymousId: 'a1', context: { fbp: identity.fbp } }],
});

describe('a store whose file somebody else', () => {
  const data = () => join(fixture.folder, 'store', 'data.mdb');
  const changes: [name: string, change: () => Promise<unknown>, text: string][] = [
    ['removes', () => rename(data(), join(fixture.folder, 'kept')), 'was removed'],
    [
      'replaces',
      async () => {
        await rename(data(), join(fixture.folder, 'kept'));
        await createLmdbOutbox({ path: join(fixture.folder, 'other') }).close();
        await rename(join(fixture.folder, 'other', 'data.mdb'), data());
      },
      'was replaced',
    ],
    [
      'takes away with its folder, which is created anew',
      async () => {
        await rename(join(fixture.folder, 'store'), join(fixture.folder, 'moved'));
        await rename(join(fixture.folder, 'moved', 'data.mdb'), join(fixture.folder, 'kept'));
        await mkdir(join(fixture.folder, 'store'));
      },
      'was removed',
    ],
  ];
  it.each(changes)(
    '%s: acknowledges no event that would be lost with the process, until the file is back',
    async (...row) => {
      const [, change, text] = row;
      fixture.sandbox.break({ target: 'graph', status: 503 });
      const twinbeam = fixture.start();
      const server = await serveTwinbeam(twinbeam);
      fixture.closeLater(() => server.close());
      expect(await track(twinbeam, 'before')).toMatchObject({ status: 'accepted' });
      await change();
      // The file is checked every 50 ms.
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await track(twinbeam, 'meanwhile')).toMatchObject({ status: 'unavailable' });
      expect(await server.post('/collect', body)).toMatchObject({ status: 503 });
      expect(await server.get('/health/ready')).toMatchObject({ status: 503 });
      expect(fixture.logged.join('\n')).toContain(text);
      fixture.sandbox.mend();
      // An event accepted earlier is still sent.
      await expect.poll(() => fixture.arrived(), { timeout: 10_000 }).toEqual(['before']);
      await rm(data(), { force: true });
      await rename(join(fixture.folder, 'kept'), data());
      await expect.poll(async () => (await track(twinbeam, 'after')).status).toBe('accepted');
      expect(existsSync(data()) && (await stat(data())).size).toBeGreaterThan(0);
    },
    20_000,
  );
});

/** An object of the caller's that throws when any field is read. */
const thrower = new Proxy(
  {},
  {
    get() {
      throw new Error('ada@example.com');
    },
  },
);
/** Removes the types, as in calls from JavaScript. */
const untyped = (twinbeam: Twinbeam) =>
  twinbeam as unknown as Record<
    'track' | 'confirm' | 'void' | 'forget' | 'flush',
    (...given: unknown[]) => Promise<unknown>
  >;

describe('a call', () => {
  it.each([
    ['a text', 'Ada Lovelace', {}],
    ['a text beside an event id', 'Ada Lovelace', { eventId: 'mine' }],
    ['a list beside an event id', ['Ada', 'Lovelace'], { eventId: 'mine' }],
    [
      'a text beside an event id and an identity',
      'Ada',
      { eventId: 'mine', identity: { ...identity, matchKeys: { em: 'a'.repeat(64) } } },
    ],
  ])('of track whose traits are %s reports that, and does not split them', async (_name, traits, options) => {
    const twinbeam = fixture.start();
    const result = await untyped(twinbeam).track('Lead', {}, { identity, traits, ...options });
    expect(result).toMatchObject({
      status: 'accepted',
      eventId: 'eventId' in options ? options.eventId : expect.any(String),
    });
    expect(result).toHaveProperty(
      'problems',
      expect.arrayContaining([expect.objectContaining({ code: 'message-unreadable', field: 'traits' })]),
    );
  });

  it('of confirm or void resolves, even if its options cannot be read', async () => {
    const twinbeam = fixture.start();
    await twinbeam.close();
    for (const name of ['confirm', 'void'] as const) {
      expect(await untyped(twinbeam)[name]('id', thrower)).toMatchObject({ status: 'unavailable', changed: false });
    }
  });

  it.each([undefined, null, 'ada@example.com', 1])('of forget for %j is refused in words', async (person) => {
    await expect(untyped(fixture.start()).forget(person)).rejects.toMatchObject({ name: 'TwinbeamOptionsError' });
  });

  it.each([Number.NaN, 'abc', {}])(
    'of flush with the limit %j has the default limit',
    async (limit) => {
      fixture.sandbox.break({ target: 'graph', status: 503 });
      const twinbeam = fixture.start();
      await track(twinbeam, 'a');
      expect(await untyped(twinbeam).flush(limit)).toBe(false);
    },
    15_000,
  );

  it.each([Number.POSITIVE_INFINITY, 1e12])('of close within %d ms does not cut a request in flight', async (limit) => {
    const server = createServer((_request, response) => void setTimeout(() => response.end('done'), 300)).listen(0);
    await once(server, 'listening');
    const arrived = once(server, 'request');
    const response = fetch(`http://localhost:${(server.address() as AddressInfo).port}`);
    await arrived;
    const options: CloseOptions = { server, timeoutMs: limit };
    await Promise.all([fixture.start().close(options), response]);
    expect(await (await response).text()).toBe('done');
  });

  it.each([
    ['the app', express()],
    ['a port', 3000],
    ['a server of Bun', { stop: () => undefined }],
  ])('of close with %s as the server closes the rest, loses nothing, and says what the server is', async (...row) => {
    const [, server] = row;
    const twinbeam = fixture.start({ outbox: 'memory:' });
    await track(twinbeam, 'a');
    const closed = twinbeam.close({ server } as never);
    await expect(closed).rejects.toThrow(/server must be .* app\.listen\(\)/);
    await expect(closed).rejects.toMatchObject({ name: 'TwinbeamOptionsError' });
    expect(fixture.arrived()).toEqual(['a']);
    expect(await track(twinbeam, 'b')).toMatchObject({ status: 'unavailable' });
  });
});

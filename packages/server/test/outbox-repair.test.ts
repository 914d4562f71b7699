import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLmdbOutbox } from '@twinbeam/server';
import type * as lmdb from 'lmdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createEvent, createFixture, identity, toIds } from './support/fixture.js';

/** A damaged store crashes no process, reveals nothing about its events, and its readable part can be recovered. */

// Each test runs the program several times.
vi.setConfig({ testTimeout: 90_000 });

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'twinbeam-'));
});
afterEach(() => rm(path, { recursive: true }));

const marker = 'MARKED-EVENT';
const createMarked = (eventId: string) => ({
  ...createEvent(eventId),
  json: JSON.stringify({ event_id: eventId, marker }),
});
const createId = (index: number) => `e-${String(index).padStart(4, '0')}`;
const run = (...args: string[]) => runTwinbeam({ TWINBEAM_OUTBOX: `lmdb:${path}` }, ...args);

/** Replaces rows of a table with bytes that cannot be decoded, or with a value of another shape. */
async function damageRows(table: string, eventIds: readonly string[], value: unknown): Promise<void> {
  const { open: openStore } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
  const root = openStore({ path, noSubdir: false, maxDbs: 8, overlappingSync: false });
  const rows = root.openDB<unknown[], lmdb.Key>({ name: table });
  const raw = root.openDB<Buffer, lmdb.Key>({ name: table, encoding: 'binary' });
  for (const { key, value: row } of [...rows.getRange()]) {
    const eventId = Array.isArray(row) ? row[1] : (row as { eventId: string }).eventId;
    if (!eventIds.includes(String(eventId))) continue;
    if (Buffer.isBuffer(value)) await raw.put(key, value);
    else await rows.put(key, value as unknown[]);
  }
  await root.close();
}

/** Removes a table, so that the store is as an earlier version has left it. */
async function dropTable(name: string): Promise<void> {
  const { open: openStore } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
  const root = openStore({ path, noSubdir: false, maxDbs: 16, overlappingSync: false });
  await root.openDB({ name }).drop();
  await root.close();
}

async function fill(count: number): Promise<void> {
  const outbox = createLmdbOutbox({ path });
  await outbox.put(Array.from({ length: count }, (_, index) => createMarked(createId(index))));
  await outbox.close();
}

const badValues: [string, unknown][] = [
  ['bytes that are no row', Buffer.from([0xc1, 0xc1, 0xc1, ...Buffer.from(marker)])],
  ['bytes that are cut off', Buffer.from([0x9a, 0xa4, 0x4c, 0x65])],
  ['a row of another shape', [marker, 7]],
  ['text', marker],
];

describe.each(badValues)('a row that has become %s', (_name, value) => {
  it('is set aside with its reason while the others are sent, and its bytes are kept', async () => {
    await fill(5);
    await damageRows('queue', [createId(0), createId(2)], value);
    const fixture = await createFixture(() => ({ outbox: `lmdb:${path}` }));
    const twinbeam = fixture.start();
    await twinbeam.track('Lead', {}, { identity, eventId: 'more' });
    expect(await twinbeam.flush(10_000)).toBe(true);
    const deadLetters = await twinbeam.deadLetters.list();
    await fixture.close();
    expect(deadLetters.filter(({ reason }) => /cannot be read.*damaged-rows\.ndjson/.test(reason))).toHaveLength(2);
    expect(fixture.arrived()).toContain('more');
    expect(fixture.logged.join()).not.toContain(marker);

    const file = join(path, 'damaged-rows.ndjson');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const rows = (await readFile(file, 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(2);
    if (Buffer.isBuffer(value)) expect(JSON.parse(rows[0] ?? '')).toMatchObject({ bytes: value.toString('base64') });
  });

  it('does not prevent start, lists and counts', async () => {
    await fill(3);
    const before = createLmdbOutbox({ path });
    await before.setAside(toIds(await before.take('1', 1, 60_000)), { reason: 'refused' });
    await before.close();
    await damageRows('queue', [createId(1)], value);
    await damageRows('dead', [createId(0)], value);
    for (const command of [['stats'], ['dead', 'list'], ['outbox', 'list'], ['forget', '--email', 'a@b.example']]) {
      const { code, out, error } = await run(...command);
      expect([command, code, error]).toEqual([command, 0, '']);
      expect(out).not.toContain(`${marker}"`);
    }
    expect((await run('dead', 'list')).out).toContain('This dead letter cannot be read.');
    // A dead letter that cannot be read would wait for ever if it were put back.
    expect((await run('dead', 'replay')).out).toMatch(/^0 /);
    expect((await run('dead', 'drop', '--all')).out).toBe('1 deleted.\n');
  });
});

describe('twinbeam outbox check and repair', () => {
  const readIds = async () => {
    const outbox = createLmdbOutbox({ path });
    const ids = (await outbox.take('1', 10_000, 1_000)).map(({ eventId }) => eventId);
    await outbox.close();
    return ids;
  };

  it('report that a store is whole while it is used, and repair it only when it is not used', async () => {
    await fill(20);
    const outbox = createLmdbOutbox({ path });
    await outbox.stats();
    // Opening the files of the store a second time must not release the locks of the first instance.
    const second = createLmdbOutbox({ path });
    await second.close();
    const checked = await run('outbox', 'check');
    expect([checked.code, checked.error]).toEqual([0, '']);
    expect(checked.out).toContain('pending events: 20 of 20 can be read\n');
    const refused = await run('outbox', 'repair');
    expect(refused).toMatchObject({ code: 1, out: '', error: expect.stringContaining(`(${process.pid})`) });
    await outbox.close();
    expect((await run('outbox', 'repair')).code).toBe(0);
    expect(await readIds()).toHaveLength(20);
  });

  it('save all rows except those that cannot be decoded', async () => {
    await fill(20);
    await damageRows('queue', [createId(3)], Buffer.from([0xc1]));
    await dropTable('withdrawn');
    const checked = await run('outbox', 'check');
    expect(checked).toMatchObject({ code: 1, error: expect.stringContaining('twinbeam outbox repair') });
    expect(checked.out).toContain('pending events: 19 of 20 can be read (1 cannot be decoded)\n');
    expect(checked.out).toContain('withdrawals of consent: 0 of 0 can be read\n');
    expect((await run('outbox', 'repair')).code).toBe(0);
    expect(await readIds()).toEqual(
      Array.from({ length: 20 }, (_, index) => createId(index)).filter((id) => id !== createId(3)),
    );
    const files = await readdir(path);
    expect(files.filter((name) => /^data\.mdb\.20.*\.old$/.test(name))).toHaveLength(1);
    expect(files).toContain('damaged-rows.ndjson');
    expect((await run('outbox', 'check')).code).toBe(0);
  });

  it.each(['the end', 'a page in the middle'])('save the readable rows when %s of the file is gone', async (part) => {
    await fill(2_000);
    const file = join(path, 'data.mdb');
    const { size } = await stat(file);
    if (part === 'the end') await truncate(file, Math.floor(size / 8_192) * 4_096);
    else {
      const handle = await open(file, 'r+');
      await handle.write(Buffer.alloc(4_096, 0xff), 0, 4_096, Math.floor(size / 8_192) * 4_096);
      await handle.close();
    }
    const before = await readFile(file);
    const checked = await run('outbox', 'check');
    expect(checked.code).toBe(1);
    expect(await readFile(file)).toEqual(before);
    const repaired = await run('outbox', 'repair');
    expect([repaired.code, repaired.error]).toEqual([0, '']);
    const saved = Number(/pending events: (\d+) of/.exec(repaired.out)?.[1]);
    // The newest pages, at the end, may be those that lead to all others.
    if (part !== 'the end') expect(saved).toBeGreaterThan(0);
    expect(await readIds()).toHaveLength(saved);
    const [kept = ''] = (await readdir(path)).filter((name) => name.endsWith('.old'));
    expect(await readFile(join(path, kept))).toEqual(before);
  });

  it('name a file from which nothing can be read', async () => {
    await writeFile(join(path, 'data.mdb'), Buffer.alloc(8_192, marker));
    for (const command of ['check', 'repair']) {
      const { code, error } = await run('outbox', command);
      expect([code, error]).toEqual([3, `${join(path, 'data.mdb')} is no LMDB file: nothing can be read from it.\n`]);
    }
    const stats = await run('stats');
    expect(stats).toMatchObject({ code: 3, error: expect.stringContaining(join(path, 'data.mdb')) });
    expect(stats.error).toContain('twinbeam outbox check');
    expect(stats.error).not.toContain(marker);
  });
});

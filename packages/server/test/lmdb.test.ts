import { execFile, fork, spawn, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, link, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLmdbOutbox } from '@twinbeam/server';
import type * as lmdb from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createEvent, toIds } from './support/fixture.js';
import { wait } from './support/wait-for.js';

const program = (name: string) => fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
/** Arguments for `unshare`: the process may mount file systems, which are unmounted when it ends. */
const inMount = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
/** Arguments for `unshare`: the process has the id 1, as in a container. */
const inContainer = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
const canContain = spawnSync('unshare', [...inContainer, 'true']).status === 0;
const canMount = spawnSync('unshare', [...inMount, 'mount -t tmpfs tmpfs /tmp']).status === 0;
/** The data of an event; a few of these fill a page. */
const longText = 'x'.repeat(700);
let path: string;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'twinbeam-'));
});
afterEach(() => rm(path, { recursive: true }));

describe('an outbox on disk', () => {
  it('remembers put, set-aside and sent events across a restart', async () => {
    const before = createLmdbOutbox({ path });
    await before.put(['waits', 'sent', 'dead'].map(createEvent));
    const [waits, sent, dead] = await before.take('1', 3, 60_000);
    await before.postpone([waits?.id ?? ''], 0, { untried: true });
    await before.confirm([sent?.id ?? '']);
    await before.setAside([dead?.id ?? ''], { reason: 'refused' });
    await before.close();

    const after = createLmdbOutbox({ path, now: () => Date.now() + 10 });
    expect(await after.put(['waits', 'sent'].map(createEvent))).toEqual(['duplicate', 'duplicate']);
    expect(await after.stats()).toMatchObject({ pending: 1, deadLetters: 1 });
    expect((await after.take('1', 10, 1_000)).map(({ eventId }) => eventId)).toEqual(['waits']);
    expect(await after.deadLetters.list()).toMatchObject([{ eventId: 'dead', reason: 'refused' }]);
    await after.close();
  });

  it('records a sent batch as one row for each source, and knows each of its events after a restart', async () => {
    const pages = Array.from({ length: 500 }, (_, index) => createEvent(`page-${index}`));
    const mixed = [...pages, { ...createEvent('server'), source: 'server' as const }];
    const before = createLmdbOutbox({ path });
    await before.put(mixed);
    const taken = await Promise.all([before.take('1', 500, 60_000), before.take('1', 1, 60_000, { lane: 'server' })]);
    await before.confirm(toIds(taken.flat()));
    await before.close();

    const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
    const root = open({ path, noSubdir: false, maxDbs: 16, readOnly: true });
    expect(root.openDB({ name: 'sent' }).getCount()).toBe(2);
    await root.close();
    const after = createLmdbOutbox({ path });
    expect(new Set(await after.put(mixed))).toEqual(new Set(['duplicate']));
    await after.close();
  });

  it('knows events that an earlier version recorded as sent, one row per event', async () => {
    const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
    await createLmdbOutbox({ path }).close();
    const root = open({ path, noSubdir: false, maxDbs: 16, overlappingSync: false });
    const fingerprint = hash('sha256', JSON.stringify(['1', 'Lead', 'a']), 'base64url' as 'base64').slice(0, 16);
    await root.openDB({ name: 'sent' }).put(1, [Date.now(), fingerprint]);
    await root.close();

    const outbox = createLmdbOutbox({ path });
    expect(await outbox.put([createEvent('a'), createEvent('b')])).toEqual(['duplicate', 'accepted']);
    await outbox.close();
  });

  it('keeps the names of the tables that earlier versions read', async () => {
    const outbox = createLmdbOutbox({ path });
    await outbox.put([createEvent('a')]);
    await outbox.setAside(toIds(await outbox.take('1', 1, 60_000)), { reason: 'refused' });
    for (const id of ['held', 'void']) await outbox.held.add({ id, heldAt: 1, until: 1e15, events: [] });
    await outbox.held.end('void', 'void');
    await outbox.pauses.set('1', { until: 1e15 });
    await outbox.close();

    const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
    const root = open({ path, noSubdir: false, maxDbs: 16, readOnly: true });
    for (const name of ['dead', 'held', 'settled', 'holds']) {
      expect([name, root.openDB({ name }).getCount()]).toEqual([name, 1]);
    }
    await root.close();
  });

  it('is shared by processes, and gives each event to one of them', async () => {
    const names = ['a', 'b', 'c'];
    const workers = names.map((name) => fork(program('worker'), [path, name]));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const outbox = createLmdbOutbox({ path });
    while ((await outbox.stats()).pending > 0) await wait(20);
    const taken = await Promise.all(
      workers.map(async (worker) => {
        worker.send('end');
        const [message] = (await once(worker, 'message')) as [{ taken: string[] }];
        return message.taken;
      }),
    );
    // Events that one process has sent are known to the others.
    expect(await outbox.put([createEvent('a-0'), createEvent('b-1'), createEvent('c-2')])).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
    ]);
    await outbox.close();
    const all = taken.flat();
    expect(all).toHaveLength(900);
    expect(new Set(all).size).toBe(900);
  }, 30_000);

  it('is opened while other instances of the process write, as when development reloads a module', async () => {
    // In a separate process, because a failure would block this one too.
    const args = [program('reloader'), `lmdb:${path}`, '12'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000, killSignal: 'SIGKILL' });
    expect(stdout).toBe('78');
  }, 30_000);

  it('stays open for an instance of the process when another one is closed', async () => {
    const [first, second] = [createLmdbOutbox({ path }), createLmdbOutbox({ path })];
    await first.put([createEvent('a')]);
    await first.close();
    await expect(first.put([createEvent('b')])).rejects.toThrow('closed');
    expect(await second.put([createEvent('b')])).toEqual(['accepted']);
    await second.close();
    const third = createLmdbOutbox({ path });
    expect((await third.take('1', 3, 60_000)).map(({ eventId }) => eventId)).toEqual(['a', 'b']);
    await third.close();
  });

  it.runIf(canContain)(
    'reports that a process with the same id, as in another container, uses it',
    async () => {
      const open = `const { createLmdbOutbox } = await import(${JSON.stringify(import.meta.resolve('@twinbeam/server'))});
      try { createLmdbOutbox({ path: ${JSON.stringify(path)} }); console.log(process.pid); } catch (error) { console.log(error.message); }
      if (process.argv[1] === 'stay') setInterval(() => undefined, 60_000);`;
      const args = [...inContainer, process.execPath, '--input-type=module', '--eval', open];
      const first = spawn('unshare', [...args, 'stay'], { stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        expect(String((await once(first.stdout, 'data'))[0])).toBe('1\n');
        const { stdout } = await promisify(execFile)('unshare', args);
        expect(stdout).toMatch(/in use by another process with the same id, 1,.*pid: host/);
      } finally {
        first.kill('SIGKILL');
      }
      // The store is undamaged.
      const outbox = createLmdbOutbox({ path });
      expect(await outbox.put([createEvent('a')])).toEqual(['accepted']);
      await outbox.close();
      // LMDB retries for ten seconds.
    },
    60_000,
  );

  it('forgets sent events by time and by count', async () => {
    let time = Date.now();
    const outbox = createLmdbOutbox({ path, now: () => time, sentMemory: { ms: 1_000, count: 5 } });
    await outbox.put([createEvent('a')]);
    await outbox.confirm(toIds(await outbox.take('1', 1, 1_000)));
    expect(await outbox.put([createEvent('a')])).toEqual(['duplicate']);
    time += 2_000;
    expect(await outbox.put([createEvent('a')])).toEqual(['accepted']);
    await outbox.put(Array.from({ length: 40 }, (_, index) => createEvent(`many-${index}`)));
    expect(await outbox.put([createEvent('a')])).toEqual(['accepted']);
    await outbox.close();
  });
});

describe('the folder of a store', () => {
  it('is readable only by its owner, as are its files, even if it was not before', async () => {
    await chmod(path, 0o755);
    await createLmdbOutbox({ path }).close();
    for (const name of ['data.mdb', 'lock.mdb']) await chmod(join(path, name), 0o644);
    await chmod(path, 0o755);
    await createLmdbOutbox({ path }).close();
    const readMode = async (file: string) => (await stat(file)).mode & 0o777;
    expect(await readMode(path)).toBe(0o700);
    for (const name of ['data.mdb', 'lock.mdb']) expect(await readMode(join(path, name))).toBe(0o600);
  });

  it.runIf(process.getuid?.() === 0)(
    'keeps its owner after root has opened, checked or repaired it',
    async () => {
      const run = (...args: string[]) => runTwinbeam({ TWINBEAM_OUTBOX: `lmdb:${path}` }, ...args);
      const readOwners = async () => {
        const names = (await readdir(path)).filter((name) => !name.endsWith('.old'));
        return Promise.all(names.sort().map(async (name) => `${name} ${(await stat(join(path, name))).uid}`));
      };
      await chown(path, 65534, 65534);
      await createLmdbOutbox({ path }).close();
      expect(await readOwners()).toEqual(['data.mdb 65534', 'lock.mdb 65534']);
      await rm(join(path, 'lock.mdb'));
      expect((await run('outbox', 'check')).code).toBe(0);
      expect(await readOwners()).toEqual(['data.mdb 65534', 'lock.mdb 65534']);
      expect((await run('outbox', 'repair')).code).toBe(0);
      expect(await readOwners()).toEqual(['data.mdb 65534']);
    },
    60_000,
  );

  it.runIf(process.getuid?.() === 0)('belongs to the owner of the folder that root creates it in', async () => {
    const folder = join(path, 'data');
    const store = join(folder, 'store');
    await chown(path, 65534, 65534);
    await createLmdbOutbox({ path: store }).close();
    for (const file of [folder, store, join(store, 'data.mdb')]) expect((await stat(file)).uid).toBe(65534);
  });

  it.runIf(process.getuid?.() === 0)('does not take over a file of root that its owner has linked there', async () => {
    const file = join(path, 'file-of-root');
    const folder = join(path, 'store');
    await mkdir(folder);
    await chown(folder, 65534, 65534);
    await writeFile(file, '');
    await link(file, join(folder, 'data.mdb.old'));
    await createLmdbOutbox({ path: folder }).close();
    expect([(await stat(file)).uid, (await stat(join(folder, 'data.mdb'))).uid]).toEqual([0, 65534]);
  });

  it('is left unchanged, with a warning, if it contains other files too', async () => {
    await writeFile(join(path, 'shop.sqlite'), '');
    await chmod(path, 0o755);
    const warned = once(process, 'warning');
    await createLmdbOutbox({ path }).close();
    expect((await stat(path)).mode & 0o777).toBe(0o755);
    expect((await stat(join(path, 'data.mdb'))).mode & 0o777).toBe(0o600);
    expect(String((await warned)[0])).toContain(`Others may read ${path}`);
    const warnings: string[] = [];
    const log = (_data: object, text: string) => void warnings.push(text);
    await createLmdbOutbox({ path, logger: { info: log, warn: log, error: log } }).close();
    expect(warnings).toEqual([expect.stringContaining(`Others may read ${path}`)]);
  });
});

describe('a store that cannot be used', () => {
  it('is left unchanged when it is damaged', async () => {
    const file = join(path, 'data.mdb');
    const garbage = Buffer.alloc(8192, 'no store');
    await writeFile(file, garbage);
    expect(() => createLmdbOutbox({ path })).toThrow(/damaged|cannot be opened/);
    expect(() => createLmdbOutbox({ path })).toThrow(
      expect.objectContaining({ name: 'OutboxError', code: 'unavailable' }),
    );
    expect(await readFile(file)).toEqual(garbage);
  });

  it('is left unchanged when it is truncated', async () => {
    const outbox = createLmdbOutbox({ path });
    await outbox.put(
      Array.from({ length: 100 }, (_, index) => ({ ...createEvent(`e${index}`), json: 'x'.repeat(2_000) })),
    );
    await outbox.close();
    const file = join(path, 'data.mdb');
    await truncate(file, 40_960);
    expect(() => createLmdbOutbox({ path })).toThrow(/damaged.*cut off/);
    expect((await stat(file)).size).toBe(40_960);
  });

  it('is not a store whose file lacks free pages at its end', async () => {
    const { open } = createRequire(import.meta.url)('lmdb') as typeof lmdb;
    const missing: number[] = [];
    for (const count of [10, 20, 40, 60, 80, 100]) {
      const folder = join(path, String(count));
      const events = Array.from({ length: count }, (_, index) => ({ ...createEvent(`e${index}`), json: longText }));
      const before = createLmdbOutbox({ path: folder });
      await before.put(events);
      await before.confirm(toIds(await before.take('1', count, 60_000)));
      await before.close();
      const root = open({ path: folder, noSubdir: false, maxDbs: 16, readOnly: true });
      const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number };
      await root.close();
      missing.push(lastPageNumber + 1 - (await stat(join(folder, 'data.mdb'))).size / pageSize);

      const after = createLmdbOutbox({ path: folder });
      expect(new Set(await after.put(events))).toEqual(new Set(['duplicate']));
      await after.close();
    }
    // LMDB itself has left out pages of some of these files.
    expect(Math.max(...missing)).toBeGreaterThan(0);
  });

  it('is not a store of many free pages that has lost some of them', async () => {
    const events = Array.from({ length: 1_500 }, (_, index) => ({ ...createEvent(`e${index}`), json: longText }));
    const before = createLmdbOutbox({ path });
    await before.put(events);
    await before.confirm(toIds(await before.take('1', 1_000, 60_000)));
    await before.confirm(toIds(await before.take('1', 1_000, 60_000)));
    await before.close();
    const file = join(path, 'data.mdb');
    const { size } = await stat(file);
    await truncate(file, size - 16_384);

    const after = createLmdbOutbox({ path });
    expect(new Set(await after.put(events))).toEqual(new Set(['duplicate']));
    await after.close();
  });

  it('is named in the error when it is not a folder', async () => {
    await writeFile(join(path, 'file'), 'x');
    expect(() => createLmdbOutbox({ path: join(path, 'file') })).toThrow(/cannot be opened: .*folder/s);
  });

  // In separate processes, because LMDB would crash this one.
  it('is named in the error when its lock file cannot be opened', async () => {
    await createLmdbOutbox({ path }).close();
    await rm(join(path, 'lock.mdb'));
    await mkdir(join(path, 'lock.mdb'));
    const { code, error } = await runTwinbeam({ TWINBEAM_OUTBOX: `lmdb:${path}` }, 'stats');
    expect([code, error]).toEqual([3, expect.stringContaining(`'${join(path, 'lock.mdb')}'`)]);
  });

  describe.runIf(canMount)('on a file system that', () => {
    /** Opens a new store, and a store whose files are missing, on a separate file system. Returns the errors. */
    function openOn(mountOptions: string): string {
      const open = `const { createLmdbOutbox } = await import(${JSON.stringify(import.meta.resolve('@twinbeam/server'))});
        for (const path of ['new', '.']) {
          try { createLmdbOutbox({ path }); } catch (error) { console.log(error.message); }
        }`;
      const commands = `mount -t tmpfs -o ${mountOptions} tmpfs "$1"; cd "$1"
        head -c 100000 /dev/zero > full || true
        exec "$2" --input-type=module --eval "$3"`;
      const args = [...inMount, commands, 'sh', path, process.execPath, open];
      const { stdout, status } = spawnSync('unshare', args, { encoding: 'utf8' });
      expect(status).toBe(0);
      return stdout;
    }

    it('is full is named in the error', () => {
      expect(openOn('size=64k').match(/cannot be opened: .* Is the disk full\?/g)).toHaveLength(2);
    });

    it('has no size of its own accepts a store', () => {
      expect(openOn('size=0')).toBe('');
    });

    it('is read-only is named in the error', () => {
      const errors = openOn('ro').split('\n');
      // The text depends on which error Node reports for a folder that it cannot create.
      expect(errors[0]).toMatch(/cannot be created: .* read-only\?|cannot be written: EROFS/);
      expect(errors[1]).toContain('cannot be written: EROFS');
    });
  });

  it('is left unchanged when a newer version wrote it', async () => {
    await createLmdbOutbox({ path }).close();
    const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
    const root = open({ path, noSubdir: false, maxDbs: 8, overlappingSync: false });
    await root.openDB({ name: 'meta' }).put('layout', 99);
    await root.close();
    expect(() => createLmdbOutbox({ path })).toThrow(/newer Twinbeam \(schema 99/);
  });

  it('keeps the events of the first schema: pending, sent or set aside', async () => {
    const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
    const root = open({ path, noSubdir: false, maxDbs: 8, overlappingSync: false });
    const put = (name: string, key: lmdb.Key, value: unknown) => root.openDB({ name }).put(key, value);
    const row = (eventId: string) => ['Lead', eventId, 1e15, 5, 0, 0, `{"event_id":"${eventId}"}`];
    await put('meta', 'layout', 1);
    await put('queue', ['1', 5, 1, 7], row('waits'));
    await put('queue', ['1', 6, 2, 7], row('later'));
    const reason = { storedAt: 5, attempts: 1, reason: 'refused', setAsideAt: 9 };
    await put('dead', [9, 3, 7], { ...createEvent('dead'), id: '3.7', ...reason });
    await root.close();

    const outbox = createLmdbOutbox({ path });
    expect(await outbox.stats()).toMatchObject({ pending: 2, deadLetters: 1 });
    const taken = await outbox.take('1', 10, 1_000, { lane: 'page' });
    expect(taken).toMatchObject([
      { eventId: 'waits', source: 'page', storedAt: 5, json: '{"event_id":"waits"}' },
      { eventId: 'later', source: 'page' },
    ]);
    expect(await outbox.deadLetters.replay()).toBe(1);
    await outbox.close();
  });

  it('accepts no more events before the disk is full, and still delivers those it has', async () => {
    const before = createLmdbOutbox({ path });
    await before.put([createEvent('a')]);
    await before.close();
    const outbox = createLmdbOutbox({ path, reserveBytes: Number.MAX_SAFE_INTEGER });
    await expect(outbox.put([createEvent('b')])).rejects.toMatchObject({ code: 'full', message: /bytes left/ });
    const taken = await outbox.take('1', 10, 1_000);
    await outbox.confirm(toIds(taken));
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
    await outbox.close();
  });

  it('reports that it is closed', async () => {
    const outbox = createLmdbOutbox({ path });
    await outbox.close();
    await expect(outbox.stats()).rejects.toMatchObject({ code: 'closed' });
    await expect(outbox.deadLetters.list()).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('processes that were too slow', () => {
  it('change nothing about events that another process has taken over', async () => {
    let time = Date.now();
    const [slow, other] = [createLmdbOutbox({ path, now: () => time }), createLmdbOutbox({ path, now: () => time })];
    await slow.put(['a', 'b', 'c'].map(createEvent));
    const takeIds = async (outbox: typeof slow) => toIds(await outbox.take('1', 10, 1_000));
    const old = await takeIds(slow);
    time += 2_000;
    const taken = await takeIds(other);
    expect(taken).toEqual(old);
    expect(await slow.extend(old, 10_000)).toEqual([]);
    await slow.postpone(old.slice(0, 1), time + 5_000);
    await slow.setAside(old.slice(1, 2), { reason: 'refused' });
    expect(await other.stats()).toMatchObject({ pending: 3, deadLetters: 0 });
    await other.confirm(taken);
    expect(await slow.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    await Promise.all([slow.close(), other.close()]);
  });

  it('still confirm events, because Meta has them', async () => {
    let time = Date.now();
    const outbox = createLmdbOutbox({ path, now: () => time });
    await outbox.put([createEvent('a')]);
    const ids = toIds(await outbox.take('1', 10, 1_000));
    time += 2_000;
    await outbox.confirm(ids);
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
    expect(await outbox.put([createEvent('a')])).toEqual(['duplicate']);
    await outbox.close();
  });
});

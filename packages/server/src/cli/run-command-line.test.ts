import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLmdbOutbox } from '../outbox/lmdb/lmdb.js';
import { createProgram, listAll, runCommandLine } from './run-command-line.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-cli-'));
  const environment = {
    META_PIXEL_ID: '1',
    META_ACCESS_TOKEN: 'EAAtoken',
    META_GRAPH_URL: 'http://127.0.0.1:1',
    TWINBEAM_OUTBOX: `lmdb:${folder}/none`,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command line in this process. `FOLDER` in it stands for the test's folder. */
async function run(line: string) {
  const printed = { out: '', error: '' };
  const collect = (name: keyof typeof printed) => (text: unknown) => {
    printed[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(collect('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(collect('error'));
  try {
    await runCommandLine(line.split(' ').map((arg) => arg.replace('FOLDER', folder)));
    return { code: process.exitCode ?? 0, ...printed };
  } finally {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  }
}

/**
 * Wrong command lines. The error is printed before the outbox, a file or Meta is accessed, and never on stdout as a
 * result.
 */
const mistakes: [commandLine: string, text: RegExp][] = [
  ['sned', /unknown command 'sned'\n\(Did you mean send\?\)\ntwinbeam --help/],
  ['stats --outbx x', /Did you mean --outbox\?\)\ntwinbeam stats --help/],
  ['stats --outbox', /argument missing/],
  ['stats --outbox foo', /^The outbox must be 'lmdb:PATH' or 'nats:/],
  ['stats --outbox memory:', /^The outbox must be/],
  ['stats extra', /too many arguments/],
  ['send FOLDER/text.csv --outbox foo', /^The outbox must be/],
  ['tag --base shop.example', /must be a path such as \/twin/],
  ['tag --base /a"b', /must be a path such as \/twin/],
  ['send', /missing required argument 'file'/],
  ['send FOLDER/none.csv', /there is no such file/],
  ['send FOLDER', /it is a folder/],
  ['send /dev/null --format ndjson', /is a pipe or a device/],
  ['send FOLDER/text.csv --delimiter ab', /must be one character/],
  ['send FOLDER/text.csv --rate fast', /must be a number of events per second/],
  ['send FOLDER/text.csv --settings FOLDER/list.json', /list\.json must be an object of options/],
  ['map FOLDER/list.json --settings FOLDER/text.csv', /is not JSON/],
  ['map FOLDER/list.json --settings FOLDER/list.json', /must be an object of options/],
  ['map FOLDER/empty.json', /empty\.json contains no message: write JSON such as/],
  ['map FOLDER/examples', /examples\/wrong\.json is not an example/],
  ['map', /missing required argument 'input'/],
  ['forget', /Name at least one email/],
  ['forget --email', /argument missing/],
  ['forget --email nope', /email has no normal form/],
  ['forget --phone 015123456789', /its country is needed.*\+49 151 23456789.*--country DE/],
  ['forget --phone 015123456789 --country Germany', /country must be an ISO 3166-1 code.*'DE'/],
  ['forget --phone 015123456789 --country XX', /country must be an ISO 3166-1 code.*'DE'/],
  ['forget --phone 4915123456789 --email a@b.example', /its country is needed/],
  ['forget --email a@b.example --country Germany', /country must be/],
  ['forget --outbox foo --email a@b.example', /^The outbox must be/],
  ['dead show', /missing required argument 'id'/],
  ['dead drop', /Name the ids to delete, or --all/],
  ['dead drop --all 3', /Name the ids to delete, or --all/],
  ['outbox drop', /Name the ids to delete/],
  ['outbox list --limit some', /whole number greater than 0/],
  ['outbox move lmdb:a', /missing required argument 'to'/],
  ['outbox move a b', /^The outbox must be/],
  ['outbox check --outbox nats://127.0.0.1:1', /is not a store on disk/],
  ['doctor --page nope', /address with http:\/\/ or https:\/\//],
  ['doctor --site shop.example', /address with http/],
  ['doctor --page http://127.0.0.1:1 --block-lists nope', /address with http/],
  ['doctor --block-lists', /add --page/],
  ['doctor --env-file FOLDER/text.csv', /name the file with --env/],
  ['send FOLDER/text.csv --set colour=red', /"colour": write the whole path, such as properties\.colour\./],
  ['quality --min-quality 11', /number from 0 to 10/],
  ['quality --min-coverage x', /number from 0 to 100/],
  ['quality --json --prometheus', /cannot be used with/],
  ['trigger lead', /--to <url>' not specified/],
  ['trigger lead --to localhost:3000', /address with http/],
  ['trigger lead --to http://127.0.0.1:1 --override revenue', /such as revenue=12/],
  ['tail --url localhost', /address with http/],
  ['tail', /Set TWINBEAM_INSPECTOR_TOKEN/],
  ['open --page nope', /overview, test, diagnostics, settings/],
  ['sandbox --port nope', /must be a port/],
  ['sandbox --host 192.0.2.1', /192\.0\.2\.1 is not an address of this machine/],
  ['dispatch --metrics-port 1', /TWINBEAM_METRICS_TOKEN/],
];

describe('a command line that cannot be used', () => {
  it.each(mistakes)(
    'twinbeam %s exits with 2, and says what to do',
    async (line, text) => {
      await mkdir(join(folder, 'examples'));
      await writeFile(join(folder, 'examples/wrong.json'), '[]');
      await writeFile(join(folder, 'empty.json'), '\n');
      await writeFile(join(folder, 'list.json'), '[1]');
      await writeFile(join(folder, 'text.csv'), 'event,email\nLead,a@b.example\n');
      const { code, out, error } = await run(line);
      expect([code, out]).toEqual([2, '']);
      expect(error).toMatch(text);
      expect(error).not.toMatch(/^ +at /m);
    },
    30_000,
  );
});

describe('--env', () => {
  beforeEach(() => writeFile(join(folder, '.env'), `TWINBEAM_OUTBOX=lmdb:${folder}/of-the-file\n`));

  it.each(['--env FOLDER/.env stats', 'stats --env=FOLDER/.env'])(
    'twinbeam %s reads variables from the file',
    async (line) => {
      vi.stubEnv('TWINBEAM_OUTBOX', '');
      expect((await run(line)).error).toContain(`There is no outbox at lmdb:${folder}/of-the-file`);
    },
  );

  it('does not change variables that are set', async () => {
    expect((await run('stats --env FOLDER/.env')).error).toContain(`lmdb:${folder}/none`);
  });
});

describe('every command', () => {
  const names = listAll(createProgram())
    .filter((command) => command.parent)
    .map((command) => (command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name()));

  it.each(names)('twinbeam %s --help exits with 0, and prints the usage', async (name) => {
    const { code, out, error } = await run(`${name} --help`);
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: twinbeam ${name} `));
  });

  const page = readFileSync(new URL('../../../../docs/command-line.md', import.meta.url), 'utf8');
  const [overview] = page.split('\n## ');
  it.each(createProgram().commands.map((command) => command.name()))(
    'twinbeam %s is in the overview of docs/command-line.md',
    (name) => expect(overview).toContain(`\`${name}\``),
  );

  it.each(names)('twinbeam %s refuses an option that it does not know', async (name) => {
    const { code, out, error } = await run(`${name} --nope a b c`);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(`twinbeam ${name} --help`);
  });
});

describe('a command that needs something that is missing', () => {
  it.each([
    ['stats', /There is no outbox at lmdb:/],
    ['dead list --json', /There is no outbox at lmdb:/],
    ['outbox list --json', /There is no outbox at lmdb:/],
    ['forget --email a@b.example --json', /There is no outbox at lmdb:/],
    ['outbox check', /There is no store on disk at lmdb:/],
    ['quality --json', /cannot be reached/],
  ])('twinbeam %s exits with 3, with nothing on stdout', async (line, text) => {
    const { code, out, error } = await run(line);
    expect([code, out]).toEqual([3, '']);
    expect(error).toMatch(text);
  });
});

describe('--json', () => {
  it('prints only JSON, for an outbox with and without events', async () => {
    const outbox = createLmdbOutbox({ path: join(folder, 'none') });
    await outbox.put([
      { pixelId: '1', name: 'Lead', eventId: 'a', source: 'page', expiresAt: Date.now() + 1e9, json: '{"secret":1}' },
    ]);
    const read = async (line: string) => JSON.parse((await run(line)).out) as unknown;
    expect(await read('stats --json')).toMatchObject({ pending: 1, deadLetters: 0, engine: { name: 'lmdb' } });
    expect(await read('outbox list --json')).toMatchObject([{ eventId: 'a', dueAt: expect.stringMatching(/^20/) }]);
    expect(await read('dead list --json')).toEqual([]);
    await outbox.setAside(
      (await outbox.take('1', 1, 60_000)).map(({ id }) => id),
      { reason: 'refused' },
    );
    expect(await read('dead list --json')).toMatchObject([{ eventId: 'a', reason: 'refused' }]);
    expect((await run('dead list --json')).out).not.toContain('secret');
    expect(await read('outbox list --json')).toEqual([]);
    await outbox.close();
  });
});

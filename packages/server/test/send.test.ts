import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chown, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const environment = () => ({
  TWINBEAM_OUTBOX: `lmdb:${fixture.folder}/outbox`,
  META_PIXEL_ID: '1',
  META_ACCESS_TOKEN: 'EAAsecretToken',
  META_GRAPH_URL: fixture.sandbox.url,
});
const run = (...args: string[]) => runTwinbeam(environment(), 'send', ...args);
const events = () => fixture.sandbox.events();
const counted = () => events().filter((event) => event.counted).length;

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(fixture.folder, name);
  await writeFile(path, content);
  return path;
}

const message = (index: number) =>
  JSON.stringify({
    type: 'track',
    event: 'Lead',
    userId: `u${index}`,
    context: { userAgent: 'test', page: { url: 'https://s.example/' } },
  });
const lines = (count: number) => Array.from({ length: count }, (_, index) => `${message(index)}\n`).join('');

const csv = [
  'Event;E-Mail;First Name;order_id;Revenue;currency;url;user_agent;products',
  'Order Completed;jörg@example.com;"Jörg ""der Große""";1001;19,90;EUR;https://s.example/;test;"[{""product_id"":""boot"",""price"":9.95,""quantity"":2}]"',
  'Order Completed;ada@example.com;;1002;5;EUR;https://s.example/;test;',
  ';;;;;;;;',
  'Order Completed;"anna@example.com";"Anna\nMaria";1003;"7.5";EUR;https://s.example/;test;',
].join('\r\n');

describe('twinbeam send', () => {
  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${csv}`)],
    ['UTF-16, as Excel writes it', Buffer.from(`\uFEFF${csv}`, 'utf16le')],
  ])(
    'sends CSV in %s, with quotes, umlauts, line breaks and empty columns',
    async (_encoding, bytes) => {
      const path = await write('orders.csv', bytes);
      expect(await run(path, '--json')).toMatchObject({ code: 0, error: '' });
      expect(events().map(({ event_name, event_id }) => [event_name, event_id])).toEqual([
        ['Purchase', 'purchase.1001'],
        ['Purchase', 'purchase.1002'],
        ['Purchase', 'purchase.1003'],
      ]);
      const [first, second, third] = events();
      expect(first?.custom_data).toMatchObject({ value: 19.9, currency: 'EUR', content_ids: ['boot'] });
      expect(Object.keys(second?.user_data ?? {})).not.toContain('fn');
      expect(third?.user_data).toHaveProperty('fn');
    },
    30_000,
  );

  it("knows the names of Meta's own columns", async () => {
    const columns: [name: string, value: string][] = [
      ['event_name', 'Purchase'],
      ['event_time', String(Math.floor(Date.now() / 1000) - 60)],
      ['extern_id', 'c1'],
      ['em', 'ada@example.com'],
      ['email', 'ada@example.org'],
      ['email', ''],
      ['ph', '+1 650 555 0100'],
      ['fn', 'Ada'],
      ['ln', 'Byron'],
      ['gen', 'f'],
      ['dob', '1990-01-31'],
      ['ct', 'Boston'],
      ['st', 'MA'],
      ['zip', '2138'],
      ['country', 'US'],
      ['lead_id', '1234567890123456'],
      ['madid', '38400000-8cf0-11bd-b23e-10b96e40000d'],
      ['lead_event_source', 'Own CRM'],
      ['value', '5'],
      ['currency', 'EUR'],
      ['order_id', 'o1'],
      ['content_type', 'product_group'],
    ];
    const line = (index: 0 | 1) => columns.map((column) => column[index]).join(',');
    const path = await write('meta.csv', `${line(0)}\n${line(1)}\n`);
    expect(await run(path, '--json')).toMatchObject({ code: 0, error: '' });
    const [event] = events();
    expect(Object.keys(event?.user_data ?? {}).sort()).toEqual(
      'anon_id country ct db em external_id fn ge lead_id ln madid ph st zp'.split(' '),
    );
    expect(event?.user_data['em']).toHaveLength(2);
    expect(event?.user_data['ph']).toEqual(expect.any(String));
    expect(event?.custom_data).toMatchObject({ content_type: 'product_group', lead_event_source: 'Own CRM' });
  });

  it.each([
    ['a line that names the delimiter', 'sep=;\r\n', ';', '\r\n'],
    ['such a line in quotes', '"sep=,"\r\n', ',', '\r\n'],
    ['such a line behind a byte order mark', '\uFEFFsep=|\n', '|', '\n'],
    ['rows that end as on an old Mac', '', ',', '\r'],
  ])(
    'sends CSV with %s',
    async (_kind, first, delimiter, end) => {
      const rows = ['event,email,user_agent,url', 'Lead,ada@example.com,test,https://s.example/'];
      const path = await write('leads.csv', first + rows.map((row) => row.replaceAll(',', delimiter) + end).join(''));
      expect(await run(path, '--json')).toMatchObject({ code: 0, error: '' });
      expect(events().map(({ event_name }) => event_name)).toEqual(['Lead']);
    },
    30_000,
  );

  it('reads rows with different line endings, and texts that a shop has marked as text for a spreadsheet', async () => {
    const rows = [
      'event,order_id,revenue,currency,zip,country,email,user_agent,url\r\n',
      "Order Completed,'1001,5,EUR,'01067,DE,ada@example.com,test,https://s.example/\n",
      'Order Completed,"=""1002""",5,EUR,"=""01067""",DE,ada@example.com,test,https://s.example/\r\n',
      'Order Completed,1003,5,EUR,01067,DE,ada@example.com,test,https://s.example/\n',
    ];
    expect(await run(await write('orders.csv', rows.join('')), '--json')).toMatchObject({ code: 0, error: '' });
    expect(events().map(({ event_id }) => event_id)).toEqual(['purchase.1001', 'purchase.1002', 'purchase.1003']);
    const zips = events().map(({ user_data }) => JSON.stringify(user_data?.['zp']));
    expect(new Set(zips).size).toBe(1);
  }, 30_000);

  it('accepts a row with such a number in a column that is left out', async () => {
    const rows = [
      'event,order_id,revenue,currency,email,user_agent,url,warehouse_barcode',
      'Order Completed,1001,5,EUR,ada@example.com,test,https://s.example/,4.00638E+12',
    ];
    const path = await write('orders.csv', rows.join('\n'));
    expect(await run(path, '--json', '--ignore-other-columns')).toMatchObject({ code: 0, error: '' });
    expect(events().map(({ event_id }) => event_id)).toEqual(['purchase.1001']);
  }, 30_000);

  it('rejects a row with a number that a spreadsheet has shortened, so that no two orders become one', async () => {
    const header = 'event,order_id,revenue,currency,email,user_agent,url';
    const ids = ['1.23457E+12', '"1,23457E+12"', '1001', '12E3'];
    const rows = ids.map((id) => `Order Completed,${id},5,EUR,ada@example.com,test,https://s.example/`);
    const { code, out } = await run(await write('orders.csv', [header, ...rows].join('\n')), '--json');
    expect([code, JSON.parse(out)]).toMatchObject([1, { counts: { accepted: 2, rejected: 2 } }]);
    expect(JSON.parse(out).problems).toMatchObject([{ code: 'row-unreadable', field: 'order_id', rows: [1, 2] }]);
    expect(events().map(({ event_id }) => event_id)).toEqual(['purchase.1001', 'purchase.12E3']);
  }, 30_000);

  it('reads another encoding if it is named, and says how to name it if it is not', async () => {
    const path = await write('orders.csv', Buffer.from('event,email,first_name\nLead,a@example.com,Jörg\n', 'latin1'));
    expect(await run(path)).toMatchObject({ code: 2, error: expect.stringContaining('--encoding windows-1252') });
    expect(await run(path, '--encoding', 'windows-1252')).toMatchObject({ code: 0 });
    const [event] = events();
    const { out } = await runTwinbeam(
      environment(),
      'send',
      await write('utf.csv', 'event,email,first_name\nLead,a@example.com,Jörg\n'),
    );
    expect(out).toContain('1 stored');
    expect(events()[1]?.user_data.fn).toEqual(event?.user_data.fn);
  }, 30_000);

  it('takes the mapping of columns from a file, and values for every row from the command line', async () => {
    const path = await write('export.csv', 'Kunde,Summe,Notiz\nada@example.com,12.5,x\n');
    const map = await write(
      'columns.json',
      JSON.stringify({ columns: { Kunde: 'traits.email', Summe: 'properties.revenue', Notiz: null } }),
    );
    const constants = ['--set', 'event=Order Completed', '--set', 'properties.currency=EUR'];
    expect(await run(path, ...constants)).toMatchObject({
      code: 2,
      error: expect.stringMatching(/"Kunde", "Summe", "Notiz": .*--map/s),
    });
    expect(await run(path, '--map', map, ...constants)).toMatchObject({ code: 0 });
    expect(events()).toMatchObject([{ event_name: 'Purchase', custom_data: { value: 12.5, currency: 'EUR' } }]);
    expect(events()[0]?.custom_data).not.toHaveProperty('Notiz');
  }, 30_000);

  it('takes common column names in --set and --map, where --set counts', async () => {
    const path = await write('export.csv', 'Kunde,Summe\nada@example.com,12.5\n');
    const columns = { Kunde: 'email', Summe: 'Revenue' };
    const constants = { event: 'Lead', 'properties.currency': 'USD', 'order id': '7' };
    const map = await write('columns.json', JSON.stringify({ columns, constants }));
    const set = ['--set', 'event=Order Completed', '--set', 'currency=EUR'];
    expect(await run(path, '--map', map, ...set)).toMatchObject({ code: 0 });
    expect(events()).toMatchObject([
      { event_name: 'Purchase', event_id: 'purchase.7', custom_data: { value: 12.5, currency: 'EUR' } },
    ]);
    expect(events()[0]?.user_data).toHaveProperty('em');
  }, 30_000);

  it('shows what is wrong with the rows of a dry run, and sends nothing', async () => {
    const rows = [
      message(1),
      '{"type":"track","event":"Order Completed","userId":"u","properties":{"order_id":"7"}}',
      'no json',
      '[1]',
    ];
    const path = await write('events.ndjson', rows.join('\n'));
    const { code, out } = await run(path, '--dry-run');
    expect(code).toBe(1);
    expect(out).toMatch(/error +row-unreadable +row +2 +3, 4/);
    expect(out).toMatch(/error +revenue-required +properties\.revenue +1 +2/);
    expect(out).toMatch(/4 of 4 rows in .* s: 1 make an event, 3 rejected\./);
    expect(out).toContain('Events: Lead 1. Nothing was sent.');
    expect(events()).toEqual([]);
    expect(await readdir(fixture.folder)).toEqual(['events.ndjson']);
    const { out: json } = await run(path, '--dry-run', '--json');
    expect(JSON.parse(json)).toMatchObject({
      counts: { accepted: 1, rejected: 3 },
      problems: [{ count: 2 }, { count: 1 }, {}, {}],
    });
  }, 30_000);

  it('writes the problems of each row into a file, in a dry run as when it sends', async () => {
    const rows = [
      message(1),
      '{"type":"identify","userId":"u"}',
      'no json',
      message(1),
      '{"type":"track","userId":"u"}',
    ];
    const path = await write(
      'events.ndjson',
      rows.map((row) => row.replace('"u1"', '"u1","messageId":"m"')).join('\n'),
    );
    const report = join(fixture.folder, 'report.ndjson');
    const readReport = async () =>
      (await readFile(report, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .map(({ row, status, severity, code }) => [row, status, severity, code]);
    const skipped = [2, 'skipped', 'warning', 'skipped'];
    const unreadable = [3, 'rejected', 'error', 'row-unreadable'];
    const unnamed = [5, 'rejected', 'error', 'event-missing'];
    expect(await run(path, '--dry-run', '--report', report)).toMatchObject({
      code: 1,
      out: expect.stringContaining('skipped: The row makes no event'),
    });
    expect(await readReport()).toEqual([skipped, unreadable, unnamed]);
    expect(await run(path, '--report', report)).toMatchObject({ code: 1 });
    expect(await readReport()).toEqual([skipped, unreadable, [4, 'duplicate', undefined, undefined], unnamed]);
    expect(await run(path, '--dry-run', '--report', fixture.folder)).toMatchObject({
      code: 2,
      error: expect.stringContaining('cannot be written to (EISDIR)'),
    });
    const link = join(fixture.folder, 'link.ndjson');
    await symlink(path, link);
    expect(await run(path, '--dry-run', '--report', link)).toMatchObject({
      code: 2,
      error: expect.stringContaining('is the file with the rows'),
    });
    expect(await readFile(path, 'utf8')).toContain('no json');
  }, 30_000);

  it('reports once what orders without a browser lack, and how to set it for all rows', async () => {
    const rows = [
      'event,email,order_id,revenue,currency',
      ...[1, 2, 3].map((id) => `Purchase,${id}@example.com,${id},5,EUR`),
    ];
    const path = await write('orders.csv', rows.join('\n'));
    const { code, out } = await run(path, '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/warning +url-missing +context\.page\.url +3 +1, 2, 3\n/);
    expect(out.match(/^url-missing: .*/gm)).toEqual([expect.stringContaining('--set context.page.url=https://')]);
    expect(out.match(/^user-agent-missing: .*/gm)).toEqual([expect.stringContaining('a column user_agent')]);
    const sale = await run(path, '--dry-run', '--set', 'properties.action_source=phone_call');
    expect(sale.out).toContain('No problems.');
  }, 30_000);

  it.each([
    [[], 0, /^Times without a zone were read as UTC: --time-zone /m],
    [['--time-zone', 'Asia/Kolkata'], 5.5, /^Times without a zone were read as times of Asia\/Kolkata\.$/m],
  ])(
    'reads times without a zone with %j, and says so',
    async (options, hours, line) => {
      const time = Math.floor(Date.now() / 60_000) * 60 - 86_400;
      const local = new Date((time + hours * 3_600) * 1000).toISOString().slice(0, 16).replace('T', ' ');
      const path = await write('leads.csv', `event,email,time\nLead,ada@example.com,${local}\n`);
      expect(await run(path, ...options)).toMatchObject({ code: 0, out: expect.stringMatching(line) });
      expect(events()).toMatchObject([{ event_time: time }]);
    },
    30_000,
  );

  it('does not mention zones if each time has its own', async () => {
    const rows = `event,email,time\nLead,ada@example.com,${new Date().toISOString()}\nLead,eve@example.com,\n`;
    const { out } = await run(await write('leads.csv', rows), '--time-zone', 'Asia/Kolkata', '--dry-run');
    expect(out).toContain('2 make an event');
    expect(out).not.toContain('zone');
  }, 30_000);

  it('refuses an unknown time zone', async () => {
    const path = await write('leads.csv', 'event\nLead\n');
    expect(await run(path, '--time-zone', 'Berlin')).toMatchObject({
      code: 2,
      error: expect.stringContaining('such as Europe/Berlin'),
    });
  }, 30_000);

  it('sends a file once, and again only when told to', async () => {
    const path = await write('events.ndjson', lines(3));
    expect(await run(path)).toMatchObject({ code: 0, out: expect.stringContaining('3 of 3 rows') });
    expect(await run(path)).toMatchObject({ code: 0, error: expect.stringContaining('was sent before') });
    expect(events()).toHaveLength(3);
    // The outbox recognises the rows.
    expect(await run(path, '--restart')).toMatchObject({ code: 0, out: expect.stringContaining('3 known already') });
    expect(events()).toHaveLength(3);
  }, 30_000);

  it.runIf(process.getuid?.() === 0)(
    'leaves no checkpoint that only root can use',
    async () => {
      await chown(fixture.folder, 65534, 65534);
      expect(await run(await write('rows.ndjson', lines(3)))).toMatchObject({ code: 0 });
      const folder = join(fixture.folder, 'outbox.send');
      const [file = ''] = await readdir(folder);
      for (const path of [folder, join(folder, file)]) expect((await stat(path)).uid).toBe(65534);
    },
    30_000,
  );

  it('stops at Ctrl-C, and continues after the last row', async () => {
    const path = await write('events.ndjson', lines(3_000));
    const child = start(path, '--rate', '500');
    await expect.poll(() => events().length, { timeout: 25_000 }).toBeGreaterThan(0);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    const before = events().length;
    expect(before).toBeLessThan(3_000);
    expect(await run(path)).toMatchObject({ code: 0, error: expect.stringMatching(/Continuing after row \d+/) });
    expect([events().length, counted()]).toEqual([3_000, 3_000]);
  }, 40_000);

  it('refuses to continue with a file that has changed', async () => {
    const path = await write('events.ndjson', lines(3_000));
    const child = start(path, '--rate', '500');
    await expect.poll(() => events().length, { timeout: 25_000 }).toBeGreaterThan(0);
    child.kill('SIGINT');
    await once(child, 'exit');
    await write('events.ndjson', lines(2_999));
    expect(await run(path)).toMatchObject({ code: 2, error: expect.stringContaining('has changed') });
  }, 40_000);

  it('refuses rows without an id of a file that has changed since it was sent', async () => {
    const path = await write('leads.ndjson', lines(2));
    expect(await run(path)).toMatchObject({ code: 0 });
    await appendFile(path, lines(1));
    const changed = await run(path);
    expect(changed).toMatchObject({ code: 2, error: expect.stringContaining('has changed since its first 2 rows') });
    expect(changed.error).toContain('Row 1 has no event id of its own');
    expect(events()).toHaveLength(2);
  }, 30_000);

  it('accepts a file that has grown if each row has an id or is an order', async () => {
    const names = 'event,event_id,order_id,revenue,currency,email\n';
    const rows = 'Lead,lead-1,,,,ada@example.com\nPurchase,,7,5,EUR,ada@example.com\n';
    const path = await write('events.csv', names + rows);
    expect(await run(path)).toMatchObject({ code: 0 });
    await appendFile(path, 'Purchase,,8,5,EUR,ada@example.com\n');
    expect(await run(path)).toMatchObject({ code: 0, out: expect.stringContaining('1 stored, 2 known already') });
  }, 30_000);

  it('names the column that a file without events lacks', async () => {
    const path = await write('orders.csv', 'order_id,revenue,currency\n7,5,EUR\n');
    expect(await run(path, '--dry-run')).toMatchObject({
      code: 1,
      out: expect.stringContaining('Add a column event, or set one for all rows: --set event="Order Completed"'),
    });
  }, 30_000);

  it('keeps events that Meta does not accept, says why, and continues when the cause is fixed', async () => {
    const path = await write('events.ndjson', lines(10));
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190 });
    const failed = await run(path);
    expect(failed).toMatchObject({
      code: 3,
      error: expect.stringMatching(/Nothing is sent to pixel 1: .*token.*run the same command again/s),
    });
    expect(failed.error + failed.out).not.toContain('EAAsecretToken');
    fixture.sandbox.mend();
    expect(await run(path)).toMatchObject({ code: 0 });
    expect(counted()).toBe(10);
  }, 40_000);

  it('reports events that Meta refuses', async () => {
    const path = await write('events.ndjson', lines(3));
    fixture.sandbox.break({ target: 'graph', badEvents: 1 });
    expect(await run(path)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/1 refused by Meta, in quarantine.*twinbeam outbox list/),
    });
    expect(events()).toHaveLength(2);
  }, 40_000);

  it('stores only, for another process to send', async () => {
    const path = await write('events.ndjson', lines(10));
    expect(await run(path, '--no-dispatch')).toMatchObject({ code: 0, out: expect.stringContaining('10 events wait') });
    expect(events()).toEqual([]);
  }, 30_000);

  it.each([
    ['a file that is not there', ['none.csv'], 'none.csv cannot be read: there is no such file.'],
    ['an option that is misspelt', ['x.csv', '--dry-rn'], '--dry-run'],
    ['a rate that is none', ['x.csv', '--rate', 'fast'], 'events per second greater than 0'],
    ['a path that no message has', ['x.csv', '--set', 'colour=red'], 'the whole path, such as properties.colour.'],
    ['a path in another place', ['x.csv', '--set', 'props.colour=red'], 'the whole path, such as properties.colour.'],
    ['a format that the name does not tell', ['x.xls'], '--format csv'],
    ['quotes that do not end', ['broken.csv'], 'write a quote inside a value twice'],
  ])(
    'says what to do about %s',
    async (_kind, [file = '', ...args], text) => {
      await write('x.csv', 'event,email\nLead,a@example.com\n');
      await write('x.xls', '');
      await write('broken.csv', 'event,email\nLead,a@example.com\nLead,"b@example.com\n');
      const { code, error } = await run(file === 'none.csv' ? file : join(fixture.folder, file), ...args);
      expect(error.replaceAll(`${fixture.folder}/`, '')).toContain(text);
      expect(code).toBe(2);
      expect(error).not.toContain('b@example.com');
      expect(events()).toEqual([]);
    },
    30_000,
  );
});

const start = (...args: string[]) =>
  spawn(process.execPath, [bin, 'send', ...args], {
    env: { PATH: process.env.PATH, ...environment() },
    stdio: 'ignore',
  });

describe('twinbeam send, killed in the middle', () => {
  const total = process.env.TWINBEAM_LONG ? 100_000 : 6_000;

  it(`sends each of ${total} rows once`, async () => {
    const path = await write('events.ndjson', lines(total));
    // Events in flight when the process was killed are sent again when their lease expires.
    const settings = ['--settings', await write('settings.json', '{"leaseMs": 3000}')];
    for (const share of [0.15, 0.4]) {
      const child = start(path, ...settings, '--rate', String(total / 5));
      await expect.poll(() => events().length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(total * share);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const [name = ''] = (await readdir(join(fixture.folder, 'outbox.send'))).filter((file) => file.endsWith('.json'));
      const { row } = JSON.parse(await readFile(join(fixture.folder, 'outbox.send', name), 'utf8'));
      expect(row).toBeGreaterThan(0);
      expect(events().length).toBeLessThan(total);
    }
    expect(await run(path, ...settings)).toMatchObject({ code: 0 });
    expect(counted()).toBe(total);
    expect(new Set(events().map(({ event_id }) => event_id)).size).toBe(total);
  }, 400_000);
});

describe.runIf(process.env.TWINBEAM_LONG)('twinbeam send with a million rows', () => {
  it('keeps only a part of them in memory', async () => {
    const path = join(fixture.folder, 'events.ndjson');
    for (let part = 0; part < 100; part++) await appendFile(path, lines(10_000));
    const env = { ...environment(), NODE_OPTIONS: '--max-old-space-size=64' };
    const { code, out } = await runTwinbeam(env, 'send', path, '--dry-run');
    expect([code, out]).toEqual([0, expect.stringContaining('1,000,000 make an event')]);
  }, 400_000);
});

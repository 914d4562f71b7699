import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './find-files.js';
import { type Editor, openEditor } from './open-editor.js';
import { createPackedProject, type PackedProject } from './packed-project.js';

let project: PackedProject;
beforeAll(() => {
  project = createPackedProject();
}, 120_000);
afterAll(() => project?.remove());

/** Reads the options of `createTwinbeam` that the documentation lists, by the group that they are in, or `''`. */
function readOptionNames(): Map<string, string[]> {
  const [tables = ''] = readFileSync(`${root}docs/options.md`, 'utf8').split('\n## What an instance can do');
  const groups = new Map<string, string[]>([['', []]]);
  for (const [, group = '', name = ''] of tables.matchAll(/^\| `(?:(\w+)\.)?(\w+)` /gm)) {
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return groups;
}

it('an editor shows the text of every option of createTwinbeam', () => {
  const groups = readOptionNames();
  const write = (group: string) =>
    groups
      .get(group)
      ?.map((name) => `/*${group}*/ ${name}: undefined as never,\n`)
      .join('') ?? '';
  const nested = [...groups.keys()].filter((group) => group !== '');
  const text = nested.map((group) => `${group}: {\n${write(group)}},\n`).join('');
  const editor = openEditor(
    project.write(
      'options.ts',
      `import { createTwinbeam } from '@twinbeam/server';\ncreateTwinbeam({\n${write('')}${text}});\n`,
    ),
  );
  const shown = [...groups].flatMap(([group, names]) => [
    ...(group === '' ? [] : [[group, editor.hover(`${group}: {`)]]),
    ...names.map((name) => [`${group}.${name}`, editor.hover(`${name}:`, `/*${group}*/ ${name}:`)]),
  ]);
  expect(shown.length).toBeGreaterThan(60);
  expect(shown.filter(([, documentation]) => !documentation).map(([name]) => name)).toEqual([]);
}, 60_000);

/** Calls with an event, its properties and traits, as far as a call has these. */
type Write = (event: string, properties: string, traits: string) => string;

const toMessage: Write = (event, properties, traits) =>
  `{ type: 'track', event: ${event}, properties: ${properties}, traits: ${traits}, context: { traits: ${traits} } }`;

const eventCalls: Record<string, Write> = {
  'twinbeam.track of the server': (event, properties) => `server.track(${event}, ${properties})`,
  'req.twinbeam.track': (event, properties) => `visitor.track(${event}, ${properties})`,
  'twinbeam.send': (...parts) => `server.send(${toMessage(...parts)})`,
  mapMessage: (...parts) => `mapMessage(${toMessage(...parts)}, { pixelId: '1' })`,
  toPixelCall: (...parts) => `toPixelCall(${toMessage(...parts)}, { pixelId: '1' })`,
  'track of createTracker': (event, properties) => `tracker.track(${event}, ${properties})`,
  'window.twinbeam.track': (event, properties) => `window.twinbeam?.track(${event}, ${properties})`,
  'twinbeam.track of the script tag': (event, properties) => `twinbeam.track(${event}, ${properties})`,
};

const traitCalls: Record<string, Write> = {
  'track of the server': (event, properties, traits) => `server.track(${event}, ${properties}, { traits: ${traits} })`,
  mapMessage: (...parts) => `mapMessage(${toMessage(...parts)}, { pixelId: '1' })`,
  'identify with a user id': (_event, _properties, traits) => `tracker.identify('user-1', ${traits})`,
  'identify without one': (_event, _properties, traits) => `tracker.identify(${traits})`,
};

const declared = `import { createTracker } from '@twinbeam/browser';
import '@twinbeam/browser/global';
import { createTwinbeam, mapMessage, toPixelCall } from '@twinbeam/server';
import type { RequestTwinbeam } from '@twinbeam/server/node';
declare const visitor: RequestTwinbeam;
const server = createTwinbeam();
const tracker = createTracker({ pixels: [] });
`;

describe('an editor completes', () => {
  let editor: Editor;
  let eventNames: string[];
  beforeAll(() => {
    project.write(
      'names.js',
      `import { standardEvents } from '@twinbeam/server';\nconsole.log(JSON.stringify(standardEvents.map(({ name }) => name)));\n`,
    );
    eventNames = JSON.parse(project.run('names.js'));
    const events = Object.entries(eventCalls).flatMap(([name, write]) => [
      write(`'/*${name}*/'`, '{}', '{}'),
      write(`'Order Completed'`, `{ /*${name} order*/ }`, '{}'),
      write(`'Order Completed'`, `{ products: [{ /*${name} product*/ }] }`, '{}'),
      write(`'AddToCart'`, `{ /*${name} cart*/ }`, '{}'),
      write(`'AddToCart'`, `{ contents: [{ /*${name} content*/ }] }`, '{}'),
    ]);
    const traits = Object.entries(traitCalls).flatMap(([name, write]) => [
      write(`'Lead'`, '{}', `{ /*${name} traits*/ }`),
      write(`'Lead'`, '{}', `{ address: { /*${name} address*/ } }`),
    ]);
    editor = openEditor(project.write('calls.ts', `${declared}${[...events, ...traits].join(';\n')};\n`));
  });

  it.each(Object.keys(eventCalls))('events and their properties in %s', (name) => {
    const offered = (mark: string) => editor.complete(`/*${name}${mark}*/`);
    expect(offered('')).toEqual(expect.arrayContaining(eventNames));
    const orderNames = [
      'order_id',
      'revenue',
      'total',
      'currency',
      'products',
      'tax',
      'shipping',
      'discount',
      'coupon',
    ];
    expect(offered(' order')).toEqual(expect.arrayContaining(orderNames));
    expect(offered(' product')).toEqual(expect.arrayContaining(['product_id', 'sku', 'price', 'quantity']));
    const metaNames = ['content_ids', 'contents', 'content_type', 'content_name', 'num_items', 'value', 'currency'];
    expect(offered(' cart')).toEqual(expect.arrayContaining(metaNames));
    expect(offered(' content')).toEqual(expect.arrayContaining(['id', 'quantity', 'item_price', 'delivery_category']));
  });

  it.each(Object.keys(traitCalls))('traits and addresses in %s', (name) => {
    const offered = (mark: string) => editor.complete(`/*${name} ${mark}*/`);
    const traitNames = ['email', 'phone', 'firstName', 'lastName', 'name', 'gender', 'birthday', 'address', 'id'];
    expect(offered('traits')).toEqual(expect.arrayContaining(traitNames));
    expect(offered('address')).toEqual(expect.arrayContaining(['city', 'state', 'zip', 'postalCode', 'country']));
  });
});

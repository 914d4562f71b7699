import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';
import { findMessages, sampleTime } from './find-messages.js';
import { findSamples } from './find-samples.js';

interface Leg {
  value?: Record<string, unknown>;
  skipped?: string;
  problems: { code: string; severity: string }[];
}

const samples = findFiles(/^(README|docs\/[\w-]+|packages\/\w+\/README)\.md$/).flatMap(findSamples);
const messages = samples.flatMap(findMessages);
/** The settings of samples whose page shows them. */
const settings = { actions: [{ when: { type: 'track', event: 'Signed Up' }, event: 'CompleteRegistration' }] };

/** A message that was not sent by a browser has neither user agent nor URL; the samples are about other fields. */
const withoutBrowser = ['user-agent-missing', 'url-missing'];
/** The output of `map` that is expected because of the subject of a page. */
const expected: Record<string, string[]> = {
  // The advertising id of a device that refuses it.
  'docs/app-events.md': ['placeholder-value'],
  'docs/command-line.md': withoutBrowser,
  'docs/from-business-sdk.md': withoutBrowser,
  'docs/from-rudderstack-or-segment.md': withoutBrowser,
  'docs/mapping.md': withoutBrowser,
  // `AppendValue` has no Pixel leg.
  'docs/store-and-late-values.md': ['sent by servers only'],
  'packages/shared/README.md': withoutBrowser,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinbeam-samples-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const toCode = ({ code }: { code: string }) => code;

/** Runs `twinbeam map`. */
function map(...args: string[]): { code: number | null; out: string; error: string } {
  const env = { PATH: process.env.PATH, META_PIXEL_ID: '1', META_ACCESS_TOKEN: 't' };
  const bin = `${root}packages/server/bin.mjs`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'map', ...args], { env, encoding: 'utf8' });
  return { code: status, out: stdout, error: stderr };
}

describe('the messages of the documentation', () => {
  it('are found in JSON, shell commands, TypeScript, JavaScript and HTML', () => {
    expect(messages.length).toBeGreaterThan(30);
    const pages = new Set(messages.map(({ title }) => title.split(':')[0]));
    for (const page of [
      'README.md',
      'docs/command-line.md',
      'docs/orders.md',
      'docs/frameworks.md',
      'docs/messaging.md',
    ]) {
      expect([...pages]).toContain(page);
    }
  });

  it('pass twinbeam map --check, without a problem that is not named here', () => {
    const file = join(folder, 'messages.json');
    const settingsFile = join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify(messages.map(({ message }) => message)));
    writeFileSync(settingsFile, JSON.stringify(settings));
    const { code, out, error } = map(file, '--check', '--json', '--settings', settingsFile, '--now', sampleTime);
    expect(error).toBe('');
    const results = JSON.parse(out) as { pixel: Leg; server: Leg; refusal?: string }[];
    const wrong = results.flatMap(({ pixel, server, refusal }, index) => {
      const { title, message } = messages[index] as (typeof messages)[number];
      // `identify` makes no event.
      const skipped = message.type === 'identify' ? [] : [pixel.skipped, server.skipped];
      const said = [...pixel.problems.map(toCode), ...server.problems.map(toCode), ...skipped, refusal];
      const known = [undefined, ...(expected[title.split(':')[0] ?? ''] ?? [])];
      return said.filter((text) => !known.includes(text)).map((text) => `${title} ${message.event}: ${text}`);
    });
    expect(results).toHaveLength(messages.length);
    expect(wrong).toEqual([]);
    expect(code).toBe(0);
  }, 30_000);

  it('that show what they become, as examples, pass twinbeam map FOLDER', () => {
    const examples = samples.filter(({ language, code }) => language === 'json' && 'out' in JSON.parse(code));
    expect(examples.length).toBeGreaterThan(0);
    const path = join(folder, 'examples');
    mkdirSync(path);
    for (const { page, line, code } of examples)
      writeFileSync(join(path, `${page.replaceAll('/', '-')}-${line}.json`), code);
    expect(map(path, '--check')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${examples.length} of ${examples.length} examples as expected, also by`),
    });
  }, 30_000);
});

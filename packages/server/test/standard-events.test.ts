import { readFileSync } from 'node:fs';
import { createSandbox } from '@twinbeam/sandbox';
import { standardEvents } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';

/** The places at which a new standard event is easily forgotten. */

const readPage = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** Returns the text of a page from a heading to the next one. */
const readSection = (path: string, heading: string): string =>
  readPage(path).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

const ownNames = standardEvents.filter(({ name, event }) => name !== event);

describe('a standard event', () => {
  const whichEvent = readSection('docs/mapping.md', 'Which event');
  it.each(standardEvents)('$name is in docs/mapping.md', ({ name }) => {
    expect(whichEvent).toMatch(new RegExp(`\\b${name}\\b`));
  });

  const sent = readSection('README.md', 'What you can send');
  it.each(ownNames)('$name is in README.md, beside $event', ({ name, event }) => {
    expect(sent).toMatch(new RegExp(`^\\| (.*, )?${name}(,.*)? +\\| ${event} +\\|$`, 'm'));
  });

  it("is known to a strict sandbox, which has its own copy of Meta's list", async () => {
    const sandbox = await createSandbox({ strict: {} });
    const now = Math.floor(Date.now() / 1000);
    const data = standardEvents.map(({ event }) => ({
      event_name: event,
      event_time: now,
      action_source: 'website',
      user_data: { fbp: 'fb.1.1800000000000.42' },
      custom_data: { value: 1, currency: 'EUR', net_revenue: 1 },
      original_event_data: { event_name: 'Purchase', event_time: now },
      attribution_data: { attribution_share: 1 },
    }));
    const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
    await fetch(`${sandbox.url}/v26.0/1/events`, { method: 'POST', headers, body: JSON.stringify({ data }) });
    expect(sandbox.events()).toHaveLength(standardEvents.length);
    expect(sandbox.problems().filter(({ code }) => code === 'unknown-name')).toEqual([]);
    sandbox.clear();
    await sandbox.close();
  });
});

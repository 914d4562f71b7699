// @vitest-environment node
import { readFileSync } from 'node:fs';
import { standardEvents } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { eventParameters, ga4Events, itemParameters } from './ga4-events.js';
import { personNames, placeNames, userDataNames } from './to-traits.js';

const page = readFileSync(new URL('../../../../docs/auto-events.md', import.meta.url), 'utf8');
const metaEvents = new Map<string, string>(standardEvents.map(({ name, event }) => [name, event]));

describe('docs/auto-events.md', () => {
  it('shows what each event of GA4 becomes, and no other', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| ([A-Z].*?) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);
    const expected = Object.entries(ga4Events).map(([event, [message]]) => [
      event,
      message,
      metaEvents.get(message) ?? 'a custom event of that name',
    ]);
    expect(rows.sort()).toEqual(expected.sort());
  });

  it.each(Object.keys({ ...eventParameters, ...itemParameters, ...userDataNames, ...personNames, ...placeNames }))(
    'names the parameter %s',
    (name) => {
      expect(page).toContain(`\`${name}\``);
    },
  );
});

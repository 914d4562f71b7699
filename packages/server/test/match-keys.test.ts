import { readFileSync } from 'node:fs';
import { findRefusal } from '@twinbeam/sandbox';
import { hashedKeys } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';

/**
 * The places at which a new match key is easily forgotten. Each has its own list, because it must judge independently.
 */

const [, page = ''] = readFileSync(new URL('../../../docs/mapping.md', import.meta.url), 'utf8').split(
  '\n## User data\n',
);
const documented = [...page.matchAll(/^\| (`.*?`) +\| .* \|$/gm)].join();

/** Meta accepts an external id unhashed. */
const mustBeHashed = hashedKeys.filter((key) => key !== 'external_id');

describe('a match key that is sent hashed', () => {
  it.each(hashedKeys)('%s is in docs/mapping.md, with its source', (key) => {
    expect(documented).toContain(`\`${key}\``);
  });

  it.each(mustBeHashed)('%s is refused by the sandbox if it is not hashed', (key) => {
    const event = {
      event_name: 'Lead',
      event_time: 1_800_000_000,
      action_source: 'website',
      user_data: { fbp: 'fb.1.1.1', [key]: 'unhashed' },
    };
    expect(findRefusal(event, 1_800_000_000_000)).toMatchObject({
      text: `user_data.${key} must be SHA-256, in lower-case hex.`,
    });
  });
});

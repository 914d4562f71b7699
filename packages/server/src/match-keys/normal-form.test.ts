import type { HashedKey } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { normalForm } from './normal-form.js';

const rows: [field: HashedKey, value: unknown, form: string | undefined, country?: string][] = [
  ['em', ' Ada.Byron@Example.COM ', 'ada.byron@example.com'],
  ['em', '\u200bada@example.com', 'ada@example.com'],
  ['em', 'ada@münchen.example', 'ada@münchen.example'],
  ['em', 'ada', undefined],
  ['em', 'null', undefined],
  ['ph', '+44 (0)7700 900123', '447700900123'],
  ['ph', '0044 7700 900123', '447700900123'],
  ['ph', '07700 900123', '447700900123', 'GB'],
  ['ph', '(650) 555-0100', '16505550100', 'us'],
  ['ph', 'tel:+1-650-555-0100;ext=7', '16505550100'],
  ['ph', '+1 650 555 0100 ext. 7', '16505550100'],
  ['ph', '＋１６５０５５５０１００', '16505550100'],
  ['ph', 16505550100, '16505550100'],
  ['ph', '0650 5550100', '6505550100'],
  ['ph', '12345', undefined],
  ['fn', " O'Neill-Smith ", 'oneillsmith'],
  ['fn', 'Zoë', 'zoë'],
  ['ln', 'Пушкин', 'пушкин'],
  ['ln', '?!', undefined],
  ['ct', 'Saint-Étienne 2', 'saintétienne'],
  ['ct', '京都市', '京都市'],
  ['st', 'new york', 'ny'],
  ['st', 'Quebec', 'qc', 'ca'],
  ['st', 'Western Australia', 'westernaustralia', 'au'],
  ['st', 'T.X.', 'tx'],
  ['zp', '90210-1234', '90210', 'us'],
  ['zp', '90210-1234', '90210'],
  ['zp', 'SW1A 1AA', 'sw1a1aa', 'gb'],
  ['country', 'UK', 'gb'],
  ['country', 'USA', 'us'],
  ['country', 'Frankreich', 'fr'],
  ['country', 'Deutschland', 'de'],
  ['country', 'Germany', 'de'],
  ['country', 'Ελλάδα', 'gr'],
  ['country', 'Atlantis', undefined],
  ['db', '1990-12-05', '19901205'],
  ['db', new Date('1990-12-05T00:00:00Z'), '19901205'],
  ['db', '12/05/1990', '19901205'],
  ['db', '25/12/1990', '19901225'],
  ['db', '5.12.1990', '19901205'],
  ['db', '5 December 1990', '19901205'],
  ['db', '1990-02-30', undefined],
  ['db', '1850-01-01', undefined],
  ['ge', 'Female', 'f'],
  ['ge', ' m ', 'm'],
  ['ge', 'other', undefined],
  ['external_id', ' User 1 ', 'user1'],
  ['external_id', 42, '42'],
  ['external_id', {}, undefined],
];

describe('normal forms', () => {
  it.each(rows)('%s of %j is %j (%s)', (field, value, form, country) => {
    expect(normalForm(field, value, country === undefined ? {} : { country })).toBe(form);
  });
});

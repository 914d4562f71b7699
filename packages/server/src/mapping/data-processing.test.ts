import { describe, expect, it } from 'vitest';
import { parseDataProcessing } from './data-processing.js';

const limited = (country: number, state: number, options = ['LDU']) => ({
  data_processing_options: options,
  data_processing_options_country: country,
  data_processing_options_state: state,
});

describe('parseDataProcessing', () => {
  it.each([
    [[['LDU'], 1, 1000], limited(1, 1000)],
    [['LDU', 1, 1000], limited(1, 1000)],
    [[['LDU'], '1', ' 1000 '], limited(1, 1000)],
    [['ldu', '0', '0'], limited(0, 0)],
    [['LDU'], limited(0, 0)],
    [[['LDU']], limited(0, 0)],
    [['LDU', 1], limited(1, 0)],
    [[['LDU'], 'US', 'CA'], limited(0, 0)],
    [[['LDU'], 1.5, -1], limited(0, 0)],
    [[[], 0, 0], limited(0, 0, [])],
    [['', 0, 0], limited(0, 0, [])],
    [[[]], { data_processing_options: [] }],
    [[], { data_processing_options: [] }],
    ['LDU', limited(0, 0)],
    ['["LDU", 1, 1000]', limited(1, 1000)],
    [limited(1, 1000), limited(1, 1000)],
    [JSON.stringify(limited(1, 1000)), limited(1, 1000)],
    [{ data_processing_options: [] }, { data_processing_options: [] }],
    [[['LDU', 'CCPA'], 1, 1000], limited(1, 1000)],
    ['', {}],
    [true, {}],
    ['CCPA', {}],
    [[['CCPA'], 1, 1000], {}],
    [{ options: ['LDU'] }, {}],
    [undefined, {}],
  ])('of %j is %j', (given, expected) => expect(parseDataProcessing(given)).toEqual(expected));
});

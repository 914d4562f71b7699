import { describe, expect, it } from 'vitest';
import { type Consent, formatConsent, parseConsent } from './consent.js';

describe('the value of the consent cookie', () => {
  it.each<[string, Consent]>([
    ['granted', { state: 'granted' }],
    ['denied', { state: 'denied' }],
    ['pending', { state: 'pending' }],
    ['granted.LDU.1.1000', { state: 'granted', dataProcessing: ['LDU', 1, 1000] }],
    ['granted.LDU.12.0', { state: 'granted', dataProcessing: ['LDU', 12, 0] }],
    ['pending.LDU.0.0', { state: 'pending', dataProcessing: ['LDU', 0, 0] }],
    ['granted..0.0', { state: 'granted', dataProcessing: ['', 0, 0] }],
  ])('%s is written and read alike', (value, consent) => {
    expect([formatConsent(consent), parseConsent(value)]).toEqual([value, consent]);
  });

  it.each<[string, Consent]>([
    ['granted.ldu.1.1000', { state: 'granted', dataProcessing: ['LDU', 1, 1000] }],
    ['granted.LDU', { state: 'pending' }],
    ['granted.LDU.1', { state: 'pending' }],
    ['granted.', { state: 'pending' }],
    ['granted.x.LDU.1.1000', { state: 'pending' }],
    ['granted.LDU.1.1000.0', { state: 'pending' }],
    ['denied.LDU', { state: 'denied' }],
    ['ungranted', { state: 'pending' }],
    ['granted!', { state: 'pending' }],
    ['Granted', { state: 'granted' }],
    ['"granted"', { state: 'granted' }],
    ['%22granted.LDU.0.0%22', { state: 'granted', dataProcessing: ['LDU', 0, 0] }],
  ])('%s, which somebody else has written, is read on the safe side', (value, consent) => {
    expect(parseConsent(value)).toEqual(consent);
  });

  it.each([[undefined], [''], [null], [true], [['granted']]])('%j is none', (value) => {
    expect(parseConsent(value)).toBeUndefined();
  });
});

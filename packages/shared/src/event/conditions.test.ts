import { describe, expect, it } from 'vitest';
import { meetsConditions } from './conditions.js';

const message = {
  type: 'track',
  event: 'Lead',
  properties: { brand: 'Acme  Shoes', stores: 3, own: true },
  context: { page: { url: 'https://WWW.shop.example:8443/a?b=https://other.example/' } },
};

describe('meetsConditions', () => {
  it.each([
    [{}, true],
    [{ host: 'www.shop.example' }, true],
    [{ host: ['shop.example', 'www.shop.example'] }, true],
    [{ host: 'shop.example' }, false],
    [{ host: 'other.example' }, false],
    [{ 'properties.brand': 'acme shoes' }, true],
    [{ 'properties.brand': ['other', 'acme shoes'], host: 'www.shop.example' }, true],
    [{ 'properties.brand': 'acme shoes', host: 'other.example' }, false],
    [{ 'properties.stores': 3, 'properties.own': true }, true],
    [{ 'properties.stores': '3' }, false],
    [{ 'properties.brand': [] }, false],
    [{ 'properties.missing': undefined }, true],
    [{ toString: 'x', 'properties.__proto__': 'x' }, false],
  ])('%j is %s', (conditions, expected) => {
    expect(meetsConditions(message, conditions)).toBe(expected);
  });

  it.each([undefined, 7, '', 'www.shop.example', '/path', 'https://', {}])('knows no host of the url %j', (url) => {
    expect(meetsConditions({ context: { page: { url } } }, { host: 'www.shop.example' })).toBe(false);
  });
});

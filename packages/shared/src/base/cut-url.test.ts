import { expect, it } from 'vitest';
import { cutUrl } from './cut-url.js';

const origin = 'https://shop.example';
const long = (text: string, length = 2_048) => text.repeat(length);

it.each([
  ['a short address', `${origin}/?a=1#b`, `${origin}/?a=1#b`],
  ['one of 2,048 characters', origin + long('/', 2_028), origin + long('/', 2_028)],
  ['between parameters', `${origin}/?a=1&b=2&c=${long('x')}`, `${origin}/?a=1&b=2`],
  ['at the first parameter', `${origin}/shoes?a=${long('/x')}&b=1`, `${origin}/shoes`],
  ['at the fragment', `${origin}/?a=1#${long('x')}`, `${origin}/?a=1`],
  ['in the path', `${origin}/shoes/${long('x')}?a=1`, `${origin}/shoes`],
  ['a parameter that ends at the border', `${origin}/?${long('x', 2_026)}&b=1`, `${origin}/?${long('x', 2_026)}`],
  ['a host without an end', `https://${long('x')}`, ''],
  ['what is no address', long('x', 3_000), ''],
])('cuts %s', (_name, url, expected) => {
  expect(cutUrl(url)).toBe(expected);
});

import { expect, it } from 'vitest';
import { holdsEmail } from './email-address.js';

it.each([
  'ada@example.com',
  'Ada <ada@example.com>',
  'mailto:ada@example.com?subject=x',
  'https://shop.example/?u=ada%40example.com',
  'ada%2540example.com',
  'ada＠example.com',
  'a\u200bda@exam\u200bple.com',
  'josé@münchen.de',
  'ada@2x.example',
  'ada@2x.com',
  'ada@3x.gifts.example',
  'ada@2x.gift-shop.com',
  'ada@4x.svgstudio.de',
  'ada@2x.png.example.com',
  // An address may contain a slash.
  'a/@example.com',
  'see logo@2x.png, or ask ada@example.com',
])('finds the e-mail address in %j', (text) => {
  expect(holdsEmail(text)).toBe(true);
});

it.each([
  'https://cdn.example/boots@2x.png',
  'boots%403x.webp?v=2',
  'see logo@2x.png.',
  'https://maps.example/@52.5,13.4,15z',
  'react@19.2.0',
  '@handle',
  'a@b',
  '50% off @ shop.example',
])('finds none in %j', (text) => {
  expect(holdsEmail(text)).toBe(false);
});

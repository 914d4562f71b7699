import { describe, expect, it } from 'vitest';
import { toAddedUsage } from './bounds.js';

describe('what events add', () => {
  it('is counted in bytes: a character of another script has several', () => {
    const bytes = (text: string) => toAddedUsage([{ json: text }]).bytes - toAddedUsage([{ json: '' }]).bytes;
    expect([bytes('a'), bytes('ä'), bytes('€'), bytes('😀')]).toEqual([1, 2, 3, 4]);
  });
});

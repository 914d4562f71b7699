import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPurchaseLog } from './purchase-log.js';

/** Not the global window: from version 25 on Node has its own `localStorage`. */
let window: Window;

beforeEach(() => {
  window = new JSDOM('', { url: 'https://shop.example/' }).window as unknown as Window;
});
afterEach(() => void vi.useRealTimers());

const day = 24 * 60 * 60 * 1000;

describe('the log of purchases', () => {
  it('knows the last fifty, in every tab', () => {
    const [tab, another] = [createPurchaseLog(window, 'a'), createPurchaseLog(window, 'a')];
    vi.useFakeTimers({ toFake: ['Date'] });
    for (let count = 1; count <= 51; count++) {
      vi.setSystemTime(Date.now() + 1);
      expect(tab.add(`${count}`, 'm')).toBe(true);
    }
    expect([another.add('51', 'm'), another.add('2', 'm'), another.add('1', 'm')]).toEqual([false, false, true]);
    expect(Object.keys(window.localStorage)).toHaveLength(50);
  });

  it('forgets them after thirty days', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const log = createPurchaseLog(window, 'a');
    log.add('1', 'm');
    vi.setSystemTime(Date.now() + 29 * day);
    expect(log.add('1', 'm')).toBe(false);
    vi.setSystemTime(Date.now() + 2 * day);
    expect(log.add('2', 'm')).toBe(true);
    expect(Object.keys(window.localStorage)).toHaveLength(1);
    expect(log.add('1', 'm')).toBe(true);
  });

  it.each(['garbage', '{}', '[1]', 'null'])('goes on when it finds %s', (stored) => {
    window.localStorage.setItem('twinbeam_sent_a 1', stored);
    const log = createPurchaseLog(window, 'a');
    expect([log.add('1', 'm'), log.add('1', 'm')]).toEqual([true, false]);
  });

  it('forgets the purchase of a message that was refused, and no other', () => {
    const log = createPurchaseLog(window, 'a');
    log.add('1', 'refused');
    log.add('2', 'taken');
    log.remove('refused');
    expect([log.add('1', 'again'), log.add('2', 'again')]).toEqual([true, false]);
  });
});

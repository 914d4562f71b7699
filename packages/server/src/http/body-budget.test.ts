import { expect, it } from 'vitest';
import { createBodyBudget } from './body-budget.js';

it('reserves nothing if not all bytes are left, so that nothing must be given back', () => {
  const budget = createBodyBudget(10);
  expect([budget.take(6), budget.take(6), budget.take(4), budget.take(1)]).toEqual([true, false, true, false]);
  budget.giveBack(4);
  expect(budget.take(4)).toBe(true);
});

import { expect, it } from '@jest/globals';
import { Budget } from './budget.js';

it('what is owed beyond two seconds of work has to be waited for, and is forgiven with time', () => {
  const budget = new Budget(100);
  budget.spend(200, 0);
  expect(budget.wait(0)).toBe(0);
  budget.spend(300, 0);
  expect(budget.wait(0)).toBe(3);
  expect(budget.wait(2_500)).toBe(1);
  expect(budget.wait(3_000)).toBe(0);
  budget.spend(1e9, 3_000);
  expect(budget.wait(3_000)).toBe(60);
});

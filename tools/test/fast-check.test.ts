import { expect, it } from '@jest/globals';
import fc from 'fast-check';

it('a property is asked the same every time in npm test, and anew in npm run test:long', () => {
  const seeds = [1, 2].map(() => fc.check(fc.property(fc.nat(), () => true)).seed);
  if (process.env['CULPRIT_LONG'] === '1') expect(seeds).not.toEqual([20_260_115, 20_260_115]);
  else expect(seeds).toEqual([20_260_115, 20_260_115]);
});

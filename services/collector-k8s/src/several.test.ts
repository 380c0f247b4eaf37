import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Several } from './several.js';

it('holds what a map of sets would', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b'), value: fc.constantFrom('x', 'y', 'z'), add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [several, model] = [new Several(), new Map<string, Set<string>>()];
      for (const { key, value, add } of steps) {
        several[add ? 'add' : 'take'](key, value);
        const set = model.get(key) ?? new Set();
        model.set(key, set);
        set[add ? 'add' : 'delete'](value);
      }
      for (const key of ['a', 'b']) expect([...several.of(key)].sort()).toEqual([...(model.get(key) ?? [])].sort());
    }),
  );
});

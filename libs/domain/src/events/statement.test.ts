import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { at, said } from '../testing.js';
import { canonicalJson } from './canonical.js';
import type { Change } from './change.js';
import { mergeChange } from './statement.js';

const statement = (fields: Record<string, unknown>): Change => said('change', { id: 'c', service: 's', occurredAt: at('10:00'), ...fields }).event as Change;

const anyStatement = fc
  .record({ parser: fc.integer({ min: 1, max: 2 }), minute: fc.integer({ min: 0, max: 3 }), phase: fc.constantFrom('started', 'succeeded', 'failed'), title: fc.constantFrom('a', 'b') })
  .map(({ parser, minute, phase, title }) => statement({ parser, phase, title, updatedAt: at(`10:0${minute}`), phases: [{ phase, at: at(`10:0${minute}`) }], observedAt: at(`10:1${minute}`) }));

describe('of several statements of one change', () => {
  it('the highest parser counts, then the latest time of the sender', () => {
    const better = statement({ parser: 2, phase: 'failed', updatedAt: at('10:00') });
    expect(mergeChange(better, statement({ parser: 1, phase: 'succeeded', updatedAt: at('10:05') })).phase).toBe('failed');
    expect(mergeChange(statement({ phase: 'started', updatedAt: at('10:00') }), statement({ phase: 'succeeded', updatedAt: at('10:05') })).phase).toBe('succeeded');
  });

  it('all phases are kept, in order of time, and the earliest sight', () => {
    const merged = mergeChange(
      statement({ phase: 'succeeded', updatedAt: at('10:05'), phases: [{ phase: 'succeeded', at: at('10:05') }], observedAt: at('10:06') }),
      statement({ phase: 'started', updatedAt: at('10:00'), phases: [{ phase: 'started', at: at('10:00') }], observedAt: at('10:01') }),
    );
    expect(merged.phases).toEqual([{ phase: 'started', at: at('10:00') }, { phase: 'succeeded', at: at('10:05') }]);
    expect(merged.observedAt).toBe(at('10:01'));
  });

  it('the answer is one for any order and any number', () => {
    fc.assert(
      fc.property(fc.array(anyStatement, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (all, keys) => {
        const shuffled = [...all, ...all].map((s) => ({ s, key: keys.next().value })).sort((a, b) => a.key - b.key).map(({ s }) => s);
        expect(canonicalJson(shuffled.reduce(mergeChange))).toBe(canonicalJson(all.reduce(mergeChange)));
      }),
    );
  });
});

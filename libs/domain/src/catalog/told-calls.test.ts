import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Dependency } from '../events/dependency.js';
import { at, calls } from '../testing.js';
import { buildCatalog } from './catalog.js';
import { buildGraph, type Asked, type Way } from './graph.js';
import { withCalls } from './told-calls.js';

const graphOf = (...pairs: readonly (readonly [string, string, number?])[]) =>
  buildGraph(pairs.map(([from, to, confidence]) => calls(from, to, { observedAt: at('09:00'), source: 'otel/x', ...(confidence === undefined ? {} : { confidence }) }).event as Dependency), buildCatalog([]));
const where = ['production', at('10:00')] as const;

describe('a graph with calls that an alert tells of', () => {
  const graph = withCalls(graphOf(['web', 'checkout'], ['pay', 'bank']), [{ from: 'checkout', to: 'pay' }]);

  it('leads over them, both ways, as far as one asks', () => {
    expect([...graph.reached('web', 3, 'callees', ...where)].map(([name, { path }]) => [name, path.length - 1])).toEqual([['web', 0], ['checkout', 1], ['pay', 2], ['bank', 3]]);
    expect([...graph.reached('bank', 2, 'callers', ...where).keys()]).toEqual(['bank', 'pay', 'checkout']);
    expect([...graph.reached('pay', 1, 'around', ...where).keys()]).toEqual(['pay', 'bank', 'checkout']);
    expect([graph.callees('checkout', ...where), graph.callers('pay', ...where), graph.callees('pay', ...where)]).toEqual([['pay'], ['checkout'], ['bank']]);
  });

  it('is sure of them, and says who told', () => {
    expect(graph.call('checkout', 'pay', ...where)).toEqual({ confidence: 1, silentDays: 0, kinds: ['call'], sources: ['alert'] });
    expect(withCalls(graphOf(['checkout', 'pay', 0.5]), [{ from: 'checkout', to: 'pay' }]).call('checkout', 'pay', ...where)).toMatchObject({ confidence: 1, sources: ['alert', 'otel/x'] });
    expect(graph.call('checkout', 'bank', ...where)).toBeUndefined();
  });

  it('is the same for the same calls, and the one it was without any', () => {
    const base = graphOf(['a', 'b']);
    expect(withCalls(base, [])).toBe(base);
    expect(withCalls(base, [{ from: 'x', to: 'y' }, { from: 'a', to: 'x' }])).toBe(withCalls(base, [{ from: 'a', to: 'x' }, { from: 'x', to: 'y' }, { from: 'a', to: 'x' }]));
  });

  it('gives no answer of the graph itself, and lets that note what is asked', () => {
    const base = graphOf(['a', 'b']);
    const asked: Asked = new Set();
    const over = withCalls(base, [{ from: 'x', to: 'y' }]);
    over.noting(asked);
    const answer = over.reached('a', 2, 'callees', ...where);
    over.noting(undefined);
    expect(answer).toEqual(base.reached('a', 2, 'callees', ...where));
    expect(answer).not.toBe(base.reached('a', 2, 'callees', ...where));
    expect(asked.size).toBe(1);
  });

  it('leads as a graph does that has known the calls for good, whatever they are', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const pairs = fc.array(fc.tuple(name, name).filter(([from, to]) => from !== to), { maxLength: 10 });
    fc.assert(
      fc.property(pairs, pairs, name, fc.nat({ max: 4 }), fc.constantFrom<Way>('callees', 'callers', 'around'), (known, told, start, depth, way) => {
        const far = (of: ReturnType<typeof graphOf>) => [...of.reached(start, depth, way, ...where)].map(([service, { path, trust }]) => [service, path.length, trust.confidence]);
        const over = withCalls(graphOf(...known), told.map(([from, to]) => ({ from, to })));
        expect(far(over)).toEqual(far(graphOf(...known, ...told)));
        for (const [service, { path }] of over.reached(start, depth, way, ...where)) {
          expect([path[0], path.at(-1), new Set(path).size]).toEqual([start, service, path.length]);
          path.slice(1).forEach((to, i) => { const from = path[i] ?? ''; expect([over.call(from, to, ...where), over.call(to, from, ...where)].filter(Boolean).length).toBeGreaterThan(0); });
        }
      }),
    );
  });
});

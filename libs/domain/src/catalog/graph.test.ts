import { describe, expect, it } from '@jest/globals';
import type { Dependency } from '../events/dependency.js';
import type { Service } from '../events/service.js';
import { at, calls, said } from '../testing.js';
import { buildCatalog } from './catalog.js';
import { buildGraph, type Way } from './graph.js';

const edge = (from: string, to: string, more: Record<string, unknown> = {}): Dependency => calls(from, to, more).event as Dependency;
const seen = (from: string, to: string, day: string, more: Record<string, unknown> = {}): Dependency =>
  edge(from, to, { source: 'otel/eu-1', confidence: 0.9, observedAt: at('23:59', day), ...more });
const catalogOf = (...services: Record<string, unknown>[]) => buildCatalog(services.map((fields) => said('service', fields).event as Service));
const graphOf = (dependencies: readonly Dependency[], catalog = catalogOf()) => buildGraph(dependencies, catalog);
const then = at('10:00');

describe('names with spaces', () => {
  it('are kept apart from those of another environment', () => {
    const graph = graphOf([edge('eu web', 'api', { environment: 'prod' }), edge('web', 'other', { environment: 'prod eu' })]);
    for (const ask of [(s: string, e: string) => graph.callees(s, e, then), (s: string, e: string) => [...graph.reached(s, 2, 'callees', e, then).keys()].slice(1)]) {
      expect([ask('eu web', 'prod'), ask('web', 'prod eu')]).toEqual([['api'], ['other']]);
    }
  });
});

describe('what traces have shown', () => {
  it('counts whole while it is seen, and halves for each week without a sign of it', () => {
    const graph = graphOf([seen('cart', 'pay', '2026-01-01')]);
    const on = (day: string) => graph.call('cart', 'pay', 'production', at('00:01', day));
    expect(on('2025-12-30')).toMatchObject({ confidence: 0.9, silentDays: 0 });
    expect(on('2026-01-02')).toMatchObject({ confidence: 0.9, silentDays: 0 });
    expect(on('2026-01-07')).toMatchObject({ silentDays: 5 });
    expect(on('2026-01-09')).toEqual({ confidence: 0.45, silentDays: 7, kinds: ['call'], sources: ['otel/eu-1'] });
    expect(on('2026-01-16')).toMatchObject({ confidence: 0.225, silentDays: 14 });
  });

  it('is followed until hardly anything of it is left', () => {
    const graph = graphOf([seen('cart', 'pay', '2026-01-01')]);
    expect(graph.callees('cart', 'production', at('10:00', '2026-01-28'))).toEqual(['pay']);
    expect(graph.callees('cart', 'production', at('10:00', '2026-02-10'))).toEqual([]);
    expect(graph.callers('pay', 'production', at('10:00', '2026-02-10'))).toEqual([]);
  });

  it('is not known of before its interval, nor after', () => {
    const graph = graphOf([seen('cart', 'pay', '2026-01-15', { validFrom: at('09:00') }), seen('cart', 'tax', '2026-01-15', { validTo: at('09:00') })]);
    const callees = (clock: string) => graph.callees('cart', 'production', at(clock));
    expect([callees('08:59'), callees('09:00')]).toEqual([['tax'], ['pay']]);
  });
});

describe('what is declared, or read from a cluster', () => {
  it('holds until it is withdrawn, however long ago it was said', () => {
    const catalog = catalogOf({ name: 'cart', dependsOn: ['tax'], observedAt: at('00:00', '2024-01-01') });
    const graph = graphOf([edge('cart', 'pay', { observedAt: at('00:00', '2024-01-01') }), edge('cart', 'stock', { source: 'kubernetes/eu-1', kind: 'config', confidence: 0.6, observedAt: at('00:00', '2024-01-01') })], catalog);
    expect(graph.callees('cart', 'production', then)).toEqual(['pay', 'stock', 'tax']);
    expect(['pay', 'stock', 'tax'].map((to) => graph.call('cart', to, 'production', then)?.confidence)).toEqual([1, 0.6, 1]);
  });

  it('and traces of the same call add up; the one trusted most says how fresh it is', () => {
    const graph = graphOf([edge('cart', 'pay', { source: 'kubernetes/eu-1', kind: 'config', confidence: 0.6 }), seen('cart', 'pay', '2026-01-01')]);
    expect(graph.call('cart', 'pay', 'production', at('10:00', '2026-01-09'))).toEqual({ confidence: 0.78, silentDays: 0, kinds: ['call', 'config'], sources: ['kubernetes/eu-1', 'otel/eu-1'] });
    expect(graph.call('cart', 'pay', 'staging', then)).toBeUndefined();
  });
});

describe('an outside host', () => {
  const incident = 'statuspage:component/Stripe API';
  const called = seen('pay', 'api.stripe.com', '2026-01-15', { kind: 'external' });
  const of = (...services: Record<string, unknown>[]) => graphOf([called], catalogOf(...services)).callees('pay', 'production', then);

  it('is itself while nobody answers for it', () => expect(of()).toEqual(['api.stripe.com']));
  it('is the service of which it is an alias', () => expect(of({ name: 'stripe', aliases: ['api.stripe.com'], owns: [incident] })).toEqual(['stripe']));
  it('is every service that owns it', () => {
    expect(of({ name: 'stripe', owns: ['*.stripe.com', incident] }, { name: 'money', owns: ['api.stripe.com'] })).toEqual(['money', 'stripe']);
  });
  it('is no call of the service itself where that owns it', () => expect(of({ name: 'pay', owns: ['api.stripe.com', incident] })).toEqual([]));
});

describe('a way', () => {
  const graph = graphOf([edge('front', 'cart'), seen('cart', 'pay', '2026-01-01'), edge('pay', 'bank', { confidence: 0.8 })]);
  const day = at('10:00', '2026-01-09');
  const way = (from: string, to: string, of: Way, by = graph) => by.reached(from, 4, of, 'production', day).get(to);

  it('is trusted as far as all of its calls, and names the weakest, whichever way it is gone', () => {
    const weakest = { from: 'cart', to: 'pay', call: graph.call('cart', 'pay', 'production', day) };
    expect(way('front', 'bank', 'callees')).toEqual({ path: ['front', 'cart', 'pay', 'bank'], trust: { confidence: 0.36, weakest } });
    expect(way('bank', 'front', 'callers')).toEqual({ path: ['bank', 'pay', 'cart', 'front'], trust: { confidence: 0.36, weakest } });
    expect(way('bank', 'front', 'around')?.trust).toEqual({ confidence: 0.36, weakest });
    expect(way('front', 'front', 'callees')).toEqual({ path: ['front'], trust: { confidence: 1, weakest: undefined } });
    expect(way('front', 'cart', 'callees')?.trust).toEqual({ confidence: 1, weakest: undefined });
    expect(way('bank', 'front', 'callees')).toBeUndefined();
  });

  it('is the shortest, and of several the one that is trusted most', () => {
    const two = graphOf([edge('a', 'b', { confidence: 0.3 }), edge('a', 'c', { confidence: 0.9 }), edge('b', 'd'), edge('c', 'd'), edge('d', 'e'), edge('a', 'e', { confidence: 0.1 })]);
    expect(way('a', 'd', 'callees', two)).toMatchObject({ path: ['a', 'c', 'd'], trust: { confidence: 0.9 } });
    expect(way('a', 'e', 'callees', two)).toMatchObject({ path: ['a', 'e'], trust: { confidence: 0.1 } });
  });

  it('fades from day to day', () => {
    const on = (of: string) => graph.reached('cart', 1, 'callees', 'production', at('10:00', of)).get('pay')?.trust.confidence;
    expect(['2026-01-09', '2026-01-16', '2026-01-09'].map(on)).toEqual([0.45, 0.225, 0.45]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Dependency } from '../events/dependency.js';
import type { Service } from '../events/service.js';
import { at, calls, said } from '../testing.js';
import { usualFading } from './fading.js';
import { createMaps } from './maps.js';

const call = (from: string, to: string, more: Record<string, unknown> = {}): Dependency => calls(from, to, more).event as Dependency;
const service = (fields: Record<string, unknown>): Service => said('service', fields).event as Service;
const then = at('10:00');
const all = ['production', 'staging', 'test'];

const mapsOf = (...dependencies: readonly Dependency[]) => {
  const maps = createMaps(usualFading);
  for (const dependency of dependencies) maps.dependency(dependency);
  const versions = (): number[] => all.map((environment) => maps.version(environment));
  return { maps, versions, callees: (name: string) => all.map((environment) => maps.graph(environment).callees(name, environment, then)) };
};

describe('a call', () => {
  it('in one environment is none in another, which is told nothing of it', () => {
    const { maps, versions, callees } = mapsOf(call('cart', 'pay', { environment: 'production' }), call('cart', 'tax', { environment: 'staging' }));
    const [before, graph] = [versions(), maps.graph('staging')];
    maps.dependency(call('cart', 'stock', { environment: 'production' }));
    expect(callees('cart')).toEqual([['pay', 'stock'], ['tax'], []]);
    expect(versions().map((version, i) => version > (before[i] ?? 0))).toEqual([true, false, false]);
    expect(maps.graph('staging')).toBe(graph);
  });

  it('of no environment holds in all, whatever else they have', () => {
    const { maps, versions, callees } = mapsOf(call('cart', 'pay', { environment: 'production' }));
    const before = versions();
    expect(callees('cart')).toEqual([['pay'], [], []]);
    maps.dependency(call('cart', 'tax', { environment: undefined }));
    expect(callees('cart')).toEqual([['pay', 'tax'], ['tax'], ['tax']]);
    expect(versions().every((version, i) => version > (before[i] ?? 0))).toBe(true);
  });

  it('that is said again the same day tells nothing new, nor one that was said before', () => {
    const first = call('cart', 'pay', { environment: 'production', source: 'otel', confidence: 0.9, observedAt: at('09:00') });
    const { maps, versions } = mapsOf(first);
    const before = versions();
    maps.dependency({ ...first, observedAt: at('09:30') });
    maps.dependency({ ...first, confidence: 0.5, observedAt: at('08:00') });
    expect(versions()).toEqual(before);
    maps.dependency({ ...first, observedAt: at('09:30', '2026-01-16') });
    expect(versions()).not.toEqual(before);
  });
});

describe('the catalog', () => {
  it('is one for all: what it says of calls holds where it says so', () => {
    const { maps, versions, callees } = mapsOf(call('cart', 'pay', { environment: 'production' }));
    const before = versions();
    maps.service(service({ name: 'cart', environment: 'production', dependsOn: ['stock'], source: 'catalog' }));
    maps.service(service({ name: 'cart', environment: 'staging', dependsOn: ['tax'], source: 'catalog' }));
    expect(callees('cart')).toEqual([['pay', 'stock'], ['tax'], []]);
    expect(maps.graph('production').edges.map(({ to }) => to)).toEqual(['pay', 'stock']);
    expect(versions().every((version, i) => version > (before[i] ?? 0))).toBe(true);
  });

  it('is the same where only replicas came and went', () => {
    const { maps } = mapsOf();
    const counted = (ready: number, observedAt: string): Service =>
      service({ name: 'cart', source: 'kubernetes', observedAt, workloads: [{ cluster: 'eu', namespace: 'shop', kind: 'Deployment', name: 'cart', desired: 3, ready, health: 'HEALTHY', since: at('09:00'), images: [] }] });
    maps.service(counted(3, at('09:00')));
    const before = maps.catalog();
    maps.service(counted(2, at('09:30')));
    expect(maps.catalog()).toBe(before);
  });
});

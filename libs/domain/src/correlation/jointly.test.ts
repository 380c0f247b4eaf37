import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, said, testRules } from '../testing.js';
import { createFold } from './fold.js';

const given = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  const [judged] = fold.incidents('production');
  if (judged === undefined) throw new Error('no incident');
  return { body: judged.body, ranked: judged.verdict.ranked };
};

const shops = ['s0', 's1', 's2', 's3', 's4'];
const owners = shops.map((name) => said('service', { name, owns: ['node:n1'] }));
const graph = shops.map((name) => calls('front', name));
const alerts = [...shops, 'front'].map((name, i) => firing(`a-${name}`, `f-${name}`, name, at(`10:00:0${i}`)));
const node = said('change', { id: 'node', kind: 'infrastructure', occurredAt: at('09:58'), environment: 'production', entities: ['node:n1'], title: 'Node n1 not ready' });

describe('one change on several services', () => {
  it('is one suspect, on the service that it weighs most for, and explains what all of them do', () => {
    const { body, ranked } = given(...owners, ...graph, ...alerts, node);
    expect(ranked).toHaveLength(1);
    expect(body.suspects).toMatchObject([{ rank: 1, changeIds: ['node'] }]);
    expect(shops).toContain(body.suspects[0]?.service);
    expect(body.suspects[0]?.reasons.find((r) => r.signal === 'coverage')?.contribution).toBeCloseTo(Math.log1p(alerts.length), 5);
    expect(body.suspects[0]?.probability).toBeCloseTo(1 - body.noChangeProbability, 5);
  });

  it('explains only what known calls lead to, where any do: on another service it is merely near', () => {
    const { body } = given(calls('front', 's0'), calls('front', 'cart'), calls('near', 'cart'), firing('a', 'f', 'front', at('10:00')), firing('b', 'g', 'cart', at('10:01')), change('flag', undefined, at('09:58'), { kind: 'feature-flag', services: ['s0', 'near'] }));
    expect(body.suspects[0]).toMatchObject({ changeIds: ['flag'], service: 's0' });
    expect(body.suspects[0]?.reasons.find((r) => r.signal === 'coverage')?.contribution).toBeCloseTo(Math.log1p(1), 5);
  });

  it('is counted once among those that were weighed', () => {
    const { body, ranked } = given(...graph, ...alerts, change('job', 's0', at('09:00'), { kind: 'job', services: ['s0', 's1', 's2'], service: undefined }));
    expect(ranked).toHaveLength(1);
    expect(body.suspects).toEqual([]);
    expect(body.headline).toMatch(/\b(1|one|only|the) change/);
  });

  it('is weighed by itself where only one of its services is in reach', () => {
    const [first, ...others] = owners;
    expect(given(...owners, firing('a', 'f', 's2', at('10:00')), node).body.suspects).toMatchObject([{ service: 's2' }]);
    expect(given(first as CulpritEvent, ...others, firing('a', 'f', 's0', at('10:00')), node, change('c', 's0', at('09:00'))).ranked).toHaveLength(2);
  });

  it('is not what several services did of one commit: each of these is a suspect', () => {
    const commit = { identities: ['commit:1'] };
    const rollout = shops.slice(0, 3).map((name) => change(`c-${name}`, name, at('09:58'), commit));
    expect(given(...graph, ...alerts, ...rollout).ranked.map(({ candidate }) => candidate.service).sort()).toEqual(['s0', 's1', 's2']);
  });

  it('is one with the steps that led to it, whichever service they are shown on', () => {
    const flag = (id: string, clock: string) => said('change', { id, kind: 'feature-flag', occurredAt: at(clock), environment: 'production', services: ['s0', 's1'], identities: ['flag:x'] });
    const { ranked } = given(...graph, ...alerts, flag('on', '09:55'), flag('more', '09:59'), flag('all', '10:00:20'));
    expect(ranked.map(({ candidate }) => candidate.changes.map(({ id }) => id))).toEqual([['more', 'on', 'all']]);
  });
});

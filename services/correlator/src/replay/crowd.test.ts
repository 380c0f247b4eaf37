import { beforeAll, describe, expect, it } from '@jest/globals';
import { createFold, type CulpritEvent, type Judged, type Rules } from '@culprit/domain';
import { at, calls, change, firing, resolved, said } from '@culprit/domain/testing';
import { readRules } from '../rules.js';

// How sure the shipped rules may be that a change did it, against that none did, whatever their numbers.

let rules: Rules;
beforeAll(async () => {
  rules = await readRules();
});

const judged = (events: readonly CulpritEvent[]): Judged => {
  const fold = createFold(rules);
  for (const event of events) fold.add(event);
  const last = fold.incidents('production').at(-1);
  if (last === undefined) throw new Error('no incident');
  return last;
};
/** How probable it is that this change did it, named or not. */
const sure = (id: string, ...events: CulpritEvent[]): number => judged(events).verdict.ranked.find(({ candidate }) => candidate.changes[0].id === id)?.probability ?? Number.NaN;
const named = (...events: CulpritEvent[]): (string | undefined)[] => judged(events).body.suspects.map(({ changeIds }) => changeIds[0]);

const alert = (service: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent => firing(`a-${service}-${clock}`, `f-${service}-${clock}`, service, at(clock), more);
const deploy = (id: string, service: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent => change(id, service, at(clock), more);
const old = (id: string, service: string, day = '2026-01-13'): CulpritEvent => change(id, service, at('10:00', day));
const scaled = (clock: string, before: number, after: number): CulpritEvent =>
  deploy('hpa', 'api', clock, { kind: 'scaling', title: `api: replicas ${before} → ${after}`, actor: { name: 'horizontal-pod-autoscaler', kind: 'autoscaler' }, diff: [{ path: 'spec.replicas', before, after }] });
const direct = (): number => sure('c', alert('web', '10:00'), deploy('c', 'web', '09:58'));
const unlikely = (): number => rules.candidates.threshold;

describe('a change after the opening', () => {
  it('by an autoscaler is never the cause, whoever alerts on', () => {
    const callers = [calls('web', 'api'), calls('cart', 'api'), alert('web', '10:05'), alert('cart', '10:06')];
    // api had failed before, and its callers with it: no candidate at all
    expect(sure('hpa', ...callers, alert('api', '10:00'), scaled('10:03', 4, 9))).toBeNaN();
    expect(sure('hpa', ...callers, alert('cart', '10:00'), alert('api', '10:05'), scaled('10:03', 4, 9))).toBeLessThan(0.05);
    expect(sure('hpa', calls('web', 'api'), alert('web', '10:00'), alert('api', '10:06', { class: 'saturation' }), scaled('10:03', 9, 2))).toBeLessThan(0.05);
  });

  it('is never surer than the same change before it', () => {
    const [first, second] = [alert('web', '10:00'), alert('pay', '10:05')];
    const later = sure('c', calls('web', 'pay'), first, second, deploy('c', 'pay', '10:04'));
    expect(later).toBeGreaterThan(0.05);
    expect(later).toBeLessThan(sure('c', calls('web', 'pay'), first, second, deploy('c', 'pay', '09:59')) - 0.3);
    expect(later).toBeLessThan(direct() - 0.3);
  });

  it('stays in doubt where the incident has gone on for hours', () => {
    const hours = Array.from({ length: 30 }, (_, i) => alert('web', `${10 + Math.floor((i * 9) / 60)}:${String((i * 9) % 60).padStart(2, '0')}`));
    const own = sure('c', ...hours, deploy('c', 'web', '11:02'));
    const callee = sure('c', calls('web', 'pay'), ...hours, deploy('c', 'pay', '14:15'), alert('pay', '14:16'));
    for (const probability of [own, callee]) {
      expect(probability).toBeGreaterThan(0.1);
      expect(probability).toBeLessThan(0.7);
    }
  });
});

describe('weak evidence', () => {
  const system = ['web', 'api'].map((name) => said('service', { name, environment: 'production', system: 'shop' }));
  const page = alert('web', '10:00');

  it('stays weak though nothing else was changed: nothing but its place or nothing sure leads there', () => {
    const hops = ['web b', 'b c', 'c d', 'd e'].map((pair) => calls(...(pair.split(' ') as [string, string])));
    const stale = calls('web', 'db', { source: 'otel', validFrom: '2025-06-01T00:00:00Z', observedAt: '2025-12-27T00:00:00Z' });
    const byHand = { kind: 'config', outOfBand: true, actor: { name: 'sue', kind: 'human' } };
    expect(sure('c', ...system, page, deploy('c', 'api', '09:58'))).toBeLessThan(unlikely());
    expect(sure('c', calls('web', 'db'), calls('mail', 'db'), page, deploy('c', 'mail', '09:58', byHand))).toBeLessThan(unlikely());
    expect(sure('c', stale, page, deploy('c', 'db', '09:58'))).toBeLessThan(unlikely());
    expect(sure('c', ...hops, page, deploy('c', 'e', '09:58', { kind: 'infrastructure' }))).toBeLessThan(0.1);
    expect(direct()).toBeGreaterThan(0.9);
  });

  it('is what speaks of an alert that fires all day', () => {
    const before = Array.from({ length: 30 }, (_, i) => {
      const [hour, minute] = [Math.floor((i * 18) / 60), (i * 18) % 60];
      const clock = (m: number): string => `${String(hour).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
      return [firing(`n${i}`, 'noisy', 'web', at(clock(minute))), resolved(`r${i}`, 'noisy', at(clock(minute + 2)))];
    }).flat();
    expect(sure('c', ...before, firing('a', 'noisy', 'web', at('10:00')), deploy('c', 'web', '09:58'))).toBeLessThan(direct() - 0.3);
  });

  it('is a place that names no service, before what is made on the service itself', () => {
    const home = said('service', { name: 'web', environment: 'production', workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'Deployment', name: 'web' }] });
    const there = alert('web', '10:00', { cluster: 'eu-1' });
    const quota = (clock: string, kind: string): CulpritEvent => deploy('quota', '', clock, { service: undefined, kind, title: 'Quota of shop', scope: { clusters: ['eu-1'], namespaces: ['shop'] } });
    const own = (kind: string): CulpritEvent => deploy('own', 'web', '09:58', { kind });
    for (const kind of ['infrastructure', 'config']) expect(sure('quota', home, there, quota('09:58', kind))).toBeLessThan(sure('own', home, there, own(kind)) - 0.05);
    expect(named(home, there, quota('09:59', 'infrastructure'), own('deployment'))[0]).toBe('own');
    const [suspect] = judged([home, there, quota('09:58', 'infrastructure')]).body.suspects;
    expect(suspect?.reasons.find(({ signal }) => signal === 'place')).toMatchObject({ sentence: 'it names no service, only a place that the alerts are in' });
    expect(suspect?.reasons.find(({ signal }) => signal === 'place')?.contribution).toBeLessThan(0);
    expect(suspect?.reasons.find(({ signal }) => signal === 'coverage')?.sentence).toBe('it would explain what alerts in its place');
  });

  it('is none where a scope names nothing', () => {
    const { body } = judged([page, change('quota', undefined, at('09:58'), { environment: undefined, kind: 'infrastructure', scope: { clusters: [], namespaces: [] } })]);
    expect(body).toMatchObject({ suspects: [], noChangeProbability: 1, unseen: { unmappedChanges: 1 } });
    expect(body.headline).toBe('alert on web: no suspect, as no change that could be weighed is in reach');
  });
});

describe('harmless changes near by', () => {
  const page = alert('web', '10:00');
  const none = (...events: CulpritEvent[]): number => judged(events).body.noChangeProbability;
  const ofCallers = (count: number, made: (i: number) => CulpritEvent): CulpritEvent[] => Array.from({ length: count }, (_, i) => [calls(`n${i}`, 'db'), made(i)]).flat();

  it('that are old hardly matter, however many', () => {
    const weak = [calls('web', 'db'), page, deploy('c', 'web', '08:30')];
    const [alone, amongMany] = [none(...weak), none(...weak, ...ofCallers(40, (i) => old(`o${i}`, `n${i}`)))];
    expect(Math.abs(amongMany - alone)).toBeLessThan(0.001);
    const peer = [...['web', 'api'].map((name) => said('service', { name, environment: 'production', system: 's' })), page, deploy('c', 'api', '09:58')];
    expect(Math.abs(none(...peer, old('o', 'web', '2026-01-12')) - none(...peer))).toBeLessThan(0.01);
  });

  it('that are new make it likelier that none did it, the more the likelier', () => {
    const at1 = (count: number): number => none(calls('web', 'db'), page, deploy('c', 'web', '09:50'), ...ofCallers(count, (i) => deploy(`d${i}`, `n${i}`, '07:30')));
    const onIt = (count: number): number => none(page, deploy('c', 'web', '09:50'), ...Array.from({ length: count }, (_, i) => deploy(`d${i}`, 'web', `07:${10 + i}`)));
    for (const by of [at1, onIt]) {
      const found = [0, 3, 9, 12].map(by);
      expect([...found].sort((a, b) => a - b)).toEqual(found);
    }
    expect(onIt(9)).toBeGreaterThan(onIt(0) + 0.1);
  });

  it('that nobody can tell apart are said to be that, not that none did it', () => {
    const { body } = judged([page, ...['c1', 'c2', 'c3', 'c4'].map((id) => deploy(id, 'web', '09:58'))]);
    expect(body.suspects).toEqual([]);
    expect(body.noChangeProbability).toBeLessThan(0.1);
    expect(body.headline).toMatch(/^alert on web: no one suspect among 4 changes: one of them probably did it \(9\d %\), but none stands out$/);
  });
});

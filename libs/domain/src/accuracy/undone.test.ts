import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { createFold } from '../correlation/fold.js';
import { at, calls, change, firing, resolved, testRules } from '../testing.js';
import { undoneIn } from './undone.js';

const alert = firing('a', 'f', 'cart', at('10:00'));
const ends = (clock: string, id = 'end', fingerprint = 'f') => resolved(id, fingerprint, at(clock));
const end = ends('10:30');

const flag = (id: string, clock: string, diff: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): CulpritEvent =>
  change(id, 'cart', at(clock), { kind: 'feature-flag', title: `Flag ${id}`, identities: ['flag:new-cart'], diff, ...more });
const turned = (id: string, clock: string, before: boolean, more: Record<string, unknown> = {}): CulpritEvent => flag(id, clock, [{ path: 'on', before, after: !before }], more);
const opens = (id: string, clock: string, before: number, after: number): CulpritEvent => flag(id, clock, [{ path: 'rollout.percentage', before, after }]);
const image = (id: string, clock: string, before: string, after: string, more: Record<string, unknown> = {}): CulpritEvent =>
  change(id, 'cart', at(clock), { diff: [{ path: 'image', before: `cart:${before}`, after: `cart:${after}` }], ...more });
const replicas = (id: string, clock: string, before: number, after: number, kind = 'human'): CulpritEvent =>
  change(id, 'cart', at(clock), { kind: 'scaling', diff: [{ path: 'spec.replicas', before, after }], actor: { kind } });
const rolledBack = (id: string, begun: string, back: string, service = 'cart'): CulpritEvent =>
  change(id, service, begun, { phase: 'rolled-back', updatedAt: at(back), phases: [{ phase: 'started', at: begun }, { phase: 'rolled-back', at: at(back) }] });

const incidentOf = (...events: CulpritEvent[]) => {
  const fold = createFold(testRules);
  for (const event of events) fold.add(event);
  const bodies = fold.incidents('production').map(({ body }) => body);
  return bodies.find(({ services }) => services.includes('cart')) ?? bodies[0];
};
const undone = (...events: CulpritEvent[]): [string, string][] => incidentOf(...events)?.undone?.map(({ changeId, at: when }) => [changeId, when.slice(11, 16)]) ?? [];

describe('what was undone and then the trouble ended', () => {
  it('is a rollout that was rolled back while the incident was open, which ended within half an hour', () => {
    expect(undone(alert, end, rolledBack('deploy', at('09:58'), '10:25'))).toEqual([['deploy', '10:25']]);
    expect(undone(alert, rolledBack('deploy', at('09:58'), '10:25'))).toEqual([]);
    expect(undone(alert, end, rolledBack('deploy', at('09:58'), '09:59'))).toEqual([]);
    expect(undone(alert, end, rolledBack('deploy', at('09:58'), '10:31'))).toEqual([]);
    expect(undone(alert, ends('10:56'), rolledBack('deploy', at('09:58'), '10:25'))).toEqual([]);
    expect(undone(alert, end, rolledBack('deploy', at('09:58', '2026-01-12'), '10:25'))).toEqual([]);
  });

  it('tells what it was, and who told of it', () => {
    expect(incidentOf(alert, end, rolledBack('deploy', at('09:58'), '10:25'))?.undone).toEqual([{ changeId: 'deploy', kind: 'deployment', provider: 'custom', at: at('10:25') }]);
  });

  it.each<[string, CulpritEvent[]]>([
    ['a flag that was turned off again', [turned('cause', '09:59', false), turned('off', '10:20', true)]],
    ['a revision that ran before', [change('cause', 'cart', at('09:58'), { revision: { version: '9', previous: { version: '8' } } }), change('back', 'cart', at('10:20'), { revision: { version: '8' } })]],
    ['an image again, though another kind of change brought it', [image('cause', '09:58', '8', '9'), image('back', '10:20', '9', '8', { kind: 'custom' })]],
    ['what people scale', [replicas('cause', '09:58', 50, 5), replicas('back', '10:20', 5, 50)]],
    ['what a later one says that it takes back', [change('cause', 'cart', at('09:58')), change('back', 'cart', at('10:20'), { title: 'Revert "Faster cart"' })]],
  ])('is %s', (_, changes) => {
    expect(undone(alert, end, ...changes)).toEqual([['cause', '10:20']]);
  });

  it('is a flag that was opened step by step and then killed, as one thing', () => {
    const incident = incidentOf(alert, end, opens('ten', '09:40', 0, 10), opens('half', '09:58', 10, 50), turned('off', '10:20', true));
    expect(incident?.undone?.map(({ changeId }) => changeId)).toEqual([incident?.suspects[0]?.changeIds[0]]);
    expect(incident?.suspects[0]?.changeIds).toEqual(expect.arrayContaining(['ten', 'half']));
  });

  it.each<[string, CulpritEvent[]]>([
    ['an autoscaler went its way back', [replicas('up', '09:58', 3, 9, 'autoscaler'), replicas('down', '10:20', 9, 3, 'autoscaler')]],
    ['another flag was turned off', [turned('on', '09:59', false), turned('off', '10:20', true, { identities: ['flag:other'] })]],
    ['it was taken back in another cluster', [image('a', '09:58', '8', '9', { cluster: 'eu-1' }), image('b', '10:20', '9', '8', { cluster: 'us-1' })]],
    ['it was taken back in another environment', [image('a', '09:58', '8', '9'), image('b', '10:20', '9', '8', { environment: 'staging' })]],
    ['another service went back', [image('a', '09:58', '8', '9'), image('b', '10:20', '9', '8', { service: 'pay' })]],
    ['what it turned to is hidden', [change('a', 'cart', at('09:58'), { kind: 'config', diff: [{ path: 'key', redacted: true }] }), change('b', 'cart', at('10:20'), { kind: 'config', diff: [{ path: 'key', redacted: true }] })]],
    ['it was made again by then', [image('a', '09:30', '8', '9'), image('b', '09:40', '9', '8'), turned('c', '09:59', false)]],
  ])('is nothing where %s', (_, changes) => {
    expect(undone(alert, end, ...changes)).toEqual([]);
  });

  it('is nothing where nobody says that it ended', () => {
    expect(undone(firing('a', 'f', 'cart', at('10:00'), { expiresAfter: 'PT30M' }), rolledBack('deploy', at('09:58'), '10:25'), firing('z', 'z', 'other', at('12:00')))).toEqual([]);
  });

  it('is also what a known call leads to, by somewhat less of a time', () => {
    const known = [calls('cart', 'pay'), alert, end];
    expect(undone(...known, rolledBack('deploy', at('09:58'), '10:25', 'pay'))).toEqual([['deploy', '10:25']]);
    // far from what alerts more is undone for other reasons; what is suspected is not far
    const newer = [1, 2, 3, 4, 5, 6].map((n) => change(`newer-${n}`, 'cart', at('09:59')));
    expect(undone(...known, ...newer, rolledBack('deploy', at('09:30'), '10:12', 'pay'))).toEqual([]);
    expect(undone(...known, ...newer, rolledBack('deploy', at('09:30'), '10:25', 'pay'))).toEqual([['deploy', '10:25']]);
    expect(undone(alert, end, rolledBack('deploy', at('09:58'), '10:25', 'pay'))).toEqual([]);
  });

  it('is what was made last where one after the other was tried and taken back', () => {
    const first = [image('one', '09:58', '8', '9'), image('back', '10:04', '9', '8')];
    expect(undone(alert, end, ...first, image('two', '10:08', '8', '10'), firing('b', 'g', 'cart', at('10:09')), ends('10:29', 'end-b', 'g'), image('back-again', '10:24', '10', '8'))).toEqual([['two', '10:24'], ['one', '10:04']]);
  });

  it('counts once the incident is over alone', () => {
    const incident = incidentOf(alert, end, rolledBack('deploy', at('09:58'), '10:25'));
    expect(incident === undefined ? undefined : undoneIn(incident)).toEqual(['deploy']);
    expect(undoneIn({ status: 'open', undone: incident?.undone })).toEqual([]);
  });
});

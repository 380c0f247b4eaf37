import { describe, expect, it } from '@jest/globals';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, testRules } from '../testing.js';
import { createFold } from './fold.js';

const image = (from: string, to: string) => ({ diff: [{ path: 'image', before: `api:${from}`, after: `api:${to}` }] });
const by = (name: string) => ({ actor: { name, kind: 'human' } });
const flag = (id: string, clock: string, diff: Record<string, unknown>[], more: Record<string, unknown> = {}): CulpritEvent =>
  change(id, 'api', at(clock), { kind: 'feature-flag', title: `Flag ${id}`, identities: ['flag:new-cart'], diff, ...more });
const replicas = (id: string, clock: string, before: unknown, after: unknown): CulpritEvent => change(id, 'api', at(clock), { kind: 'scaling', diff: [{ path: 'spec.replicas', before, after }] });

const deploy = change('deploy', 'api', at('09:45'), image('8', '9'));
const alert = firing('a', 'f', 'api', at('10:00'));
const ended = resolved('end', 'f', at('10:13'));

const weighed = (...events: CulpritEvent[]) => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 } });
  for (const event of events) fold.add(event);
  const [judged] = fold.incidents('production');
  const of = (id: string) => judged?.verdict.ranked.find(({ candidate }) => candidate.changes.some((c) => c.id === id));
  return {
    ids: judged?.body.suspects.map((s) => s.changeIds[0]),
    outcome: (id: string): string | undefined => of(id)?.reasons.find(({ signal }) => signal === 'outcome')?.sentence,
  };
};

describe('a change that a later one took back, after which the alerts ended', () => {
  const back = change('back', 'api', at('10:09'), { title: 'Roll back api to v8', ...by('mia'), ...image('9', '8') });
  const told = 'mia took it back at 10:09 UTC ("Roll back api to v8"), and the alerts ended 4 minutes later';

  it('is known by what is again what it was, and who did that is named', () => {
    const { ids, outcome } = weighed(deploy, alert, back, ended);
    expect(outcome('deploy')).toBe(told);
    expect(ids).toEqual(['deploy']);
  });

  it('weighs as much as a rollout that was rolled back itself', () => {
    const probability = (...events: CulpritEvent[]): number => {
      const fold = createFold(testRules);
      for (const event of [deploy, alert, ended, ...events]) fold.add(event);
      return fold.incidents('production')[0]?.body.suspects[0]?.probability ?? 0;
    };
    const itself = { ...deploy, event: { ...deploy.event, phase: 'rolled-back', phases: [{ phase: 'rolled-back', at: at('10:09') }], updatedAt: at('10:09') } } as CulpritEvent;
    expect(probability(back)).toBe(probability(itself));
    expect(probability(back)).toBeGreaterThan(probability() + 0.1);
  });

  it('goes before one that is newer and nearer in time', () => {
    const newer = change('newer', 'db', at('09:56'));
    expect(weighed(calls('api', 'db'), deploy, newer, alert).ids?.[0]).toBe('newer');
    expect(weighed(calls('api', 'db'), deploy, newer, alert, back, ended).ids?.[0]).toBe('deploy');
  });

  it.each([
    ['by the revision that ran before', [change('c', 'api', at('09:45'), { revision: { image: 'api:9', previous: { image: 'api:8' } } }), change('u', 'api', at('10:09'), { revision: { image: 'api:8' } })]],
    ['by the revision of the one before it', [change('old', 'api', at('08:00'), { revision: { version: '8' } }), change('c', 'api', at('09:45'), { revision: { version: '9' } }), change('u', 'api', at('10:09'), { revision: { version: '8' } })]],
    ['over what was tried in between', [change('c', 'api', at('09:45'), image('8', '9')), change('try', 'api', at('10:04'), image('9', '10')), change('u', 'api', at('10:09'), image('10', '8'))]],
    ['by a flag that goes off again', [flag('c', '09:45', [{ path: 'on', before: false, after: true }]), flag('u', '10:09', [{ path: 'on', before: true, after: false }])]],
    ['by the switch of a flag that was opened further', [flag('c', '09:45', [{ path: 'rollout.percentage', before: 5, after: 50 }]), flag('u', '10:09', [{ path: 'on', before: true, after: false }])]],
    ['by a flag of which only the title says it', [flag('c', '09:45', []), flag('u', '10:09', [], { title: 'Turn off new-cart' })]],
    ['by half of the replicas that were taken', [replicas('c', '09:45', 50, 10), replicas('u', '10:09', 10, 30)]],
    ['by most of the replicas', [replicas('c', '09:45', 50, 5), replicas('u', '10:09', 5, 40)]],
    ['by more room than before', [change('c', 'api', at('09:45'), { diff: [{ path: 'limits.memory', before: '512Mi', after: '64Mi' }] }), change('u', 'api', at('10:09'), { diff: [{ path: 'limits.memory', before: '64Mi', after: '1Gi' }] })]],
    ['by what only says that it rolls back', [change('c', 'api', at('09:45')), change('u', 'api', at('10:09'), { attributes: { rollback: true } })]],
    ['by what has that in its title', [change('c', 'api', at('09:45')), change('u', 'api', at('10:09'), { title: 'Revert "Faster cart"' })]],
    ['by one that took its time', [change('c', 'api', at('09:45'), image('8', '9')), change('u', 'api', at('10:03'), { ...image('9', '8'), phases: [{ phase: 'succeeded', at: at('10:11') }], updatedAt: at('10:11') }), resolved('end2', 'f', at('10:14'))]],
  ])('%s', (_, changes) => {
    expect(weighed(alert, ended, ...changes).outcome('c')).toMatch(/took it back|was taken back/);
  });

  it.each([
    ['while an alert still fires', [back], []],
    ['when they ended long after', [back], [resolved('end', 'f', at('10:30'))]],
    ['when they had ended before', [back], [resolved('end', 'f', at('10:08'))]],
    ['when nobody said that they ended', [back, firing('a', 'f', 'api', at('10:00'), { expiresAfter: 'PT13M' }), change('now', 'x', at('11:00'))], []],
    ['by another image', [change('u', 'api', at('10:09'), image('9', '10'))], [ended]],
    ['by another service', [change('u', 'web', at('10:09'), image('9', '8'))], [ended]],
    ['in another environment', [change('u', 'api', at('10:09'), { environment: 'staging', ...image('9', '8') })], [ended]],
    ['by an autoscaler', [replicas('deploy', '09:50', 9, 3), change('u', 'api', at('10:09'), { kind: 'scaling', actor: { kind: 'autoscaler' }, diff: [{ path: 'spec.replicas', before: 3, after: 9 }] })], [ended]],
    ['by less than half of what was taken, which is one more change', [replicas('deploy', '09:50', 50, 10), replicas('u', '10:09', 10, 29)], [ended]],
    ['by a merge alone', [change('u', 'api', at('10:09'), { kind: 'code', title: 'Revert "Faster cart"' })], [ended]],
  ])('is none %s', (_, changes, ends) => {
    expect(weighed(deploy, alert, ...changes, ...ends).outcome('deploy')).toBeUndefined();
  });

  it('is not another of the same service: another cluster, another flag, what stood before it', () => {
    const inA = change('c', 'api', at('09:45'), { cluster: 'a', ...image('8', '9') });
    expect(weighed(alert, ended, inA, change('u', 'api', at('10:09'), { cluster: 'b', ...image('9', '8') })).outcome('c')).toBeUndefined();
    const on = [{ path: 'on', before: false, after: true }];
    expect(weighed(alert, ended, flag('c', '09:45', on), flag('u', '10:09', [{ path: 'on', before: true, after: false }], { identities: ['flag:other'] })).outcome('c')).toBeUndefined();
    const [older, newer] = [change('older', 'api', at('09:00'), image('7', '8')), change('newer', 'api', at('09:30'), image('8', '9'))];
    const both = weighed(alert, ended, older, newer, change('u', 'api', at('10:09'), image('9', '8')));
    expect([both.outcome('older'), both.outcome('newer')?.includes('taken back')]).toEqual([undefined, true]);
  });

  it('is told also when it becomes known only when all is over', () => {
    const fold = createFold(testRules);
    for (const event of [deploy, alert, ended]) fold.add(event);
    expect(fold.incidents('production')[0]?.body.suspects[0]?.reasons.map(({ signal }) => signal)).not.toContain('outcome');
    fold.add(back);
    expect(fold.incidents('production')[0]?.body.suspects[0]?.reasons.find(({ signal }) => signal === 'outcome')?.sentence).toBe(told);
  });

  it('never lets what took it back be suspected, whatever alerts since', () => {
    const late = firing('late', 'g', 'web', at('10:10'));
    for (const ends of [[], [ended, resolved('end-late', 'g', at('10:13'))]]) {
      const { ids, outcome } = weighed(calls('web', 'api'), deploy, alert, back, late, ...ends);
      expect(ids).toEqual(['deploy']);
      expect(outcome('deploy')).toBe(ends.length === 0 ? undefined : told);
    }
  });

  it('is told as long as the alerts ended within ten minutes: later they ended by something else', () => {
    const until = (clock: string): string | undefined => weighed(deploy, alert, back, resolved('end', 'f', at(clock))).outcome('deploy');
    expect(until('10:19')).toMatch(/10 minutes later$/);
    expect(until('10:19:01')).toBeUndefined();
  });

  it('is told of one that took most of an hour to come everywhere, by when it was there', () => {
    const slow = change('slow', 'api', at('10:03'), { ...image('9', '8'), phases: [{ phase: 'succeeded', at: at('10:55') }], updatedAt: at('10:55') });
    expect(weighed(deploy, alert, slow, resolved('end', 'f', at('10:57'))).outcome('deploy')).toMatch(/ended 2 minutes later$/);
  });

  it('never lets who answers just after all fell silent be suspected either: he set out while it fired', () => {
    const around = [calls('web', 'api'), firing('mid', 'm', 'web', at('10:08')), resolved('end-mid', 'm', at('10:12'))];
    const after = (clock: string): readonly (string | undefined)[] | undefined => weighed(...around, deploy, alert, ended, change('after', 'api', at(clock), { ...image('9', '8'), ...by('mia') }), firing('late', 'g', 'web', at('10:17'))).ids;
    expect(after('10:16')).toEqual(['deploy']);
  });

  it('lets what brings it again once all is silent be suspected of what fails since', () => {
    const again = (clock: string) => change('again', 'api', at(clock), { ...image('8', '9'), actor: { name: 'argocd', kind: 'automation' } });
    const refires = firing('r', 'f', 'api', at('10:21'));
    expect(weighed(deploy, alert, back, ended, again('10:16'), refires).ids).toContain('again');
    // while it still fires it is one more try
    expect(weighed(deploy, alert, back, again('10:10'), ended, refires).ids).not.toContain('again');
  });

  it('leaves a change back suspected of what fails by it alone', () => {
    // nothing that the deployment explains fired: this was rolled back for another reason
    const elsewhere = [calls('api', 'db'), firing('x', 'h', 'db', at('10:00'))];
    expect(weighed(...elsewhere, deploy, back, firing('n', 'g', 'api', at('10:10'))).ids).toEqual(['back', 'deploy']);
  });
});

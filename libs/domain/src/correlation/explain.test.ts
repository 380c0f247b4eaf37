import { describe, expect, it } from '@jest/globals';
import type { Change } from '../events/change.js';
import type { CulpritEvent } from '../events/envelope.js';
import type { Incident } from '../events/incident.js';
import { buildCatalog } from '../catalog/catalog.js';
import { buildGraph } from '../catalog/graph.js';
import { at, calls, change, firing, said, testRules } from '../testing.js';
import { changeWindow, explain, namedAs, servicesAround } from './explain.js';
import { createFold } from './fold.js';
import type { Rules } from './rules.js';

const chain = [calls('a', 'b'), calls('b', 'c'), calls('c', 'd'), calls('d', 'e'), calls('e', 'f'), calls('w', 'x'), calls('x', 'y'), calls('y', 'a')];
const explained = (asked: CulpritEvent, others: readonly CulpritEvent[] = [], alert = firing('al', 'f1', 'a', at('10:00')), published: Partial<Incident> = {}) => {
  const fold = createFold(testRules);
  for (const event of [...chain, alert, asked, ...others]) fold.add(event);
  const [judged] = fold.incidents('production');
  if (judged === undefined) throw new Error('no incident');
  const catalog = buildCatalog(others.flatMap((e) => (e.kind === 'service' ? [e.event] : [])));
  const graph = buildGraph([...chain, ...others].flatMap((e) => (e.kind === 'dependency' ? [e.event] : [])), catalog);
  return explain({ incident: { ...judged.body, ...published }, change: asked.event as Change, verdict: judged.verdict, catalog, graph, rules: testRules });
};
const why = (...asked: Parameters<typeof explained>): string => explained(...asked).reason;

describe('a change that is no candidate', () => {
  it.each([
    ['another environment', change('c', 'a', at('09:59'), { environment: 'staging' }), 'it happened in staging, the incident in production'],
    ['too old', change('c', 'a', at('09:00', '2026-01-12')), 'it happened 73 hours before the incident opened, and only changes of the last 72 hours are weighed'],
    ['too late', change('c', 'a', at('10:40')), 'it happened 40 minutes after the incident opened, more than the 2 minutes that clocks may be apart, and nothing new that it leads to has alerted since'],
    ['too far', change('c', 'f', at('09:59')), 'f is 5 calls from a (a → b → c → d → e → f), and at most 4 are followed'],
    ['a caller', change('c', 'w', at('09:59')), 'w calls a (3 hops) and is not called by it: failures reach who calls, only lost traffic goes the other way'],
    ['elsewhere', change('c', 'island', at('09:59')), 'no known call leads from a to island'],
    ['unmapped', change('c', undefined, at('09:59'), { entities: ['acme/x'] }), 'it maps to no service: none answers to acme/x; say whose it is with `culprit map`'],
    ['in another place', change('c', undefined, at('09:59'), { scope: { clusters: ['eu-2'], namespaces: [] } }), 'it names no service, and none of the alerts is known to be in its place (cluster eu-2)'],
    ['known late', change('c', 'island', at('09:59'), { observedAt: at('10:00', '2026-01-19') }), 'it became known 4 days after the incident opened, whose suspects are final after 3 days; no known call leads from a to island'],
  ])('%s: says so, with the numbers', (_, asked, reason) => {
    expect(explained(asked)).toEqual({ eligible: false, reason: `Not weighed: ${reason}.`, reasons: [] });
  });

  it('says that newer ones of its sort came before it', () => {
    const newer = Array.from({ length: 10 }, (_, i) => change(`n${i}`, 'b', at(`09:4${i}`)));
    expect(why(change('c', 'b', at('09:00')), newer)).toBe('Not weighed: b had newer changes of the same sort before the incident opened, and only the newest 10 are weighed.');
    expect(why(change('c', 'z', at('09:00')), [calls('z', 'b'), change('n', 'z', at('09:50'))])).toBe('Not weighed: z had newer changes of the same sort before the incident opened, and only the newest is weighed where no known call leads.');
    expect(why(change('c', 'z', at('08:59')), [calls('z', 'b')])).toBe('Not weighed: it happened 61 minutes before the incident opened, and no known call leads to z, which is only near: of such only changes of the last 60 minutes are weighed.');
    expect(why(change('c', 'z', at('09:00')), [calls('z', 'b')])).not.toContain('Not weighed');
  });

  it('says so of who sends messages, and of who lives where the alert does', () => {
    const newer = Array.from({ length: 10 }, (_, i) => change(`n${i}`, 'p', at(`09:4${i}`)));
    expect(why(change('c', 'p', at('09:00')), [calls('p', 'a', { kind: 'messaging' }), ...newer])).toBe('Not weighed: p had newer changes of the same sort before the incident opened, and only the newest 10 are weighed.');
    const system = ['lone', 'p'].map((name) => said('service', { name, system: 'shop' }));
    expect(why(change('c', 'p', at('09:00')), [...system, ...newer], firing('al', 'f1', 'lone', at('10:00')))).toBe('Not weighed: p had newer changes of the same sort before the incident opened, and only the newest 10 are weighed.');
  });

  it('says what is known of a call that did not count then', () => {
    const to = (fields: Record<string, unknown>) => why(change('c', 'p', at('09:59')), [calls('b', 'p', fields)]);
    expect(to({ source: 'otel/eu-1', observedAt: at('10:00', '2025-11-01') })).toBe('Not weighed: no known call leads from a to p; that b calls it was last seen 74 days before, too long to be followed.');
    expect(to({ validTo: at('09:00') })).toBe('Not weighed: no known call leads from a to p; that b calls it is known only until 2026-01-15T09:00:00.000Z.');
    expect(to({ validFrom: at('10:01') })).toBe('Not weighed: no known call leads from a to p; that b calls it is known only from 2026-01-15T10:01:00.000Z on.');
    expect(to({ environment: 'staging' })).toBe('Not weighed: no known call leads from a to p.');
  });

  it('says of what was built long before that nothing of it was rolled out', () => {
    expect(why(change('c', 'b', at('09:00', '2026-01-08'), { kind: 'job', identities: ['commit:1'] }))).toBe('Not weighed: it happened 7 days before the incident opened, and only changes of the last 3 days are weighed, and of what was built before them what was rolled out since.');
  });

  it('says everything that keeps it out', () => {
    expect(why(change('c', 'island', at('10:40'), { environment: 'staging' }))).toBe('Not weighed: it happened in staging, the incident in production; it happened 40 minutes after the incident opened, more than the 2 minutes that clocks may be apart, and nothing new that it leads to has alerted since; no known call leads from a to island.');
  });

  it('says that the alert itself belongs to nobody', () => {
    expect(why(change('c', 'a', at('09:59')), [], firing('al', 'f1', undefined, at('10:00'), { entities: ['acme/alert'] }))).toContain('no alert of the incident belongs to a service that is known');
  });
});

describe('a candidate', () => {
  const fresh = change('new', 'b', at('09:59'));

  it('has its rank among all that was weighed, and what puts it behind the first', () => {
    const answer = explained(change('old', 'a', at('04:00'), { title: 'Old deploy' }), [fresh]);
    expect(answer).toMatchObject({ eligible: true, rank: 2, probability: expect.any(Number), reasons: expect.arrayContaining([expect.objectContaining({ signal: 'time' })]) });
    expect(answer.reason).toMatch(/^2 of 2 candidates with [\d.]+ %; named as suspect 2\. Behind Deploy b, 60 s before a alerted \(\d+ %\)\. What makes most of the difference is when: of that one \+\d\.\d; of this one, Old deploy, 6 hours before a alerted \(-\d\.\d\)\.$/);
  });

  it('is told as a step of the change that it belongs to', () => {
    const push = change('push', undefined, at('09:50'), { identities: ['commit:1'], kind: 'code', entities: ['acme/b'] });
    expect(why(push, [change('new', 'b', at('09:59'), { identities: ['commit:1'] })])).toMatch(/^The only candidate with \d+ %, as a step of Deploy b; named as suspect 1\.$/);
  });

  it('is not called a suspect where the incident was published with others', () => {
    const reason = (suspects: Incident['suspects']) => explained(fresh, [], undefined, { suspects }).reason;
    expect(reason([{ rank: 1, changeIds: ['gone'] } as unknown as Incident['suspects'][number]])).toMatch(/^The only candidate with \d+ %; as far as is known by now; the incident names another\.$/);
  });

  it('is told behind whom it is, the person first', () => {
    const merge = change('push', undefined, at('09:50'), { identities: ['commit:1'], kind: 'code', entities: ['acme/b'], title: 'Fewer retries', actor: { name: 'mia', kind: 'human' } });
    const rollout = change('new', 'b', at('09:59'), { identities: ['commit:1'], actor: { name: 'argocd', kind: 'automation' } });
    const old = change('old', 'a', at('04:00'), { title: 'Old deploy' });
    expect(why(old, [merge, rollout])).toMatch(/named as suspect 2\. Behind this one \(\d+ %\): mia merged "Fewer retries"; argocd rolled it out as "Deploy b", 60 s before a alerted\. What makes/);
    const build = change('old', 'b', at('09:59'), { kind: 'job', title: 'Load test' });
    expect(why(build, [fresh])).toContain('What makes most of the difference: of this one, job runs are less often the cause than other changes (-1.0).');
  });

  it('and a published suspect is told as the incident says it, against the first', () => {
    const of = (...names: string[]): Incident['suspects'] => names.map((id, i) => ({
      rank: i + 1, changeIds: [id, `${id}-push`], probability: i === 0 ? 0.9996 : 0.0002, change: { id, title: `Deploy ${id}` },
      reasons: [{ signal: 'time', contribution: 6 - 3 * i, sentence: `kim's "Deploy ${id}", ${i + 1} minutes before a alerted` }, { signal: 'diff', contribution: 1 - 8 * i, sentence: `replicas of ${id}` }],
    } as unknown as Incident['suspects'][number]));
    const told = (id: string): string | undefined => namedAs(of('x', 'y'), id)?.reason;
    expect(told('x')).toBe('Named as suspect 1 of 2 with over 99.9 %.');
    expect(told('y-push')).toBe('Named as suspect 2 of 2 with under 0.1 %, as a step of Deploy y. Behind kim\'s "Deploy x", 1 minutes before a alerted (over 99.9 %). What makes most of the difference: of that one, replicas of x (+1.0); of this one, replicas of y (-7.0).');
    expect(told('z')).toBeUndefined();
  });

  it('is told where nobody is named', () => {
    expect(why(change('old', 'a', at('00:00')))).toMatch(/^The only candidate with [\d.]+ %; no suspect is named, since even the most probable is below 20 % \(that no change did it: \d+ %\)\.$/);
  });
});

it('everything that may be weighed is read again: who is called, who calls, who is near, and who lives in the same system', () => {
  const catalog = buildCatalog(['front', 'ledger'].map((name) => said('service', { name, system: 'shop' })).flatMap((e) => (e.kind === 'service' ? [e.event] : [])));
  expect(servicesAround({ services: ['front'], environment: 'production', openedAt: at('10:00'), alerts: [] }, catalog, buildGraph([], catalog), testRules)).toEqual(['front', 'ledger']);
});

describe('the window of what is to be read', () => {
  const until = (last: string, endsAt?: string, fold: Partial<Rules['fold']> = {}): string =>
    changeWindow({ openedAt: at('10:00'), alerts: [at('10:00'), last].map((startsAt) => ({ startsAt, endsAt }) as Incident['alerts'][number]) }, { ...testRules, fold: { ...testRules.fold, ...fold } }).to;
  const justAfter = (clock: string, day?: string): string => at(clock, day).replace('.000', '.001');

  it('begins with the lookback', () => {
    expect(changeWindow({ openedAt: at('10:00'), alerts: [] }, testRules).from).toBe(at('10:00', '2026-01-12'));
  });

  it('ends just after what others tell late, the last alert that may be new by what clocks may be apart, and the last end', () => {
    expect(until(at('10:00'))).toBe(justAfter('10:30'));
    expect(until(at('10:00'), undefined, { settledAfter: 600_000 })).toBe(justAfter('10:10'));
    expect(until(at('11:00'))).toBe(justAfter('11:02'));
    expect(until(at('12:00', '2026-01-16'))).toBe(justAfter('10:02', '2026-01-16'));
    expect(until(at('11:00'), at('13:00'))).toBe(justAfter('13:00'));
  });
});

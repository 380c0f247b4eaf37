import { describe, expect, it } from '@jest/globals';
import { createFold } from '../correlation/fold.js';
import { headlineOf } from '../correlation/say-incident.js';
import type { Rules } from '../correlation/rules.js';
import type { ChangeKind } from '../events/change.js';
import type { CulpritEvent } from '../events/envelope.js';
import { at, calls, change, firing, resolved, said, testRules } from '../testing.js';
import { names, percent, span, spans, told } from './say.js';

// What whoever is woken reads: each sentence that a signal can say, whole.

const human = (name: string) => ({ actor: { name, kind: 'human', basis: 'sender' } });
const machine = (name: string) => ({ actor: { name, kind: 'automation', basis: 'sender' } });

const judged = (events: readonly CulpritEvent[], score: Partial<Rules['score']> = {}) => {
  const fold = createFold({ ...testRules, candidates: { ...testRules.candidates, threshold: 0 }, score: { ...testRules.score, ...score } });
  for (const event of events) fold.add(event);
  return fold.incidents('production').at(-1)?.body;
};
const sentence = (signal: string, events: readonly CulpritEvent[], score: Partial<Rules['score']> = {}, suspect = 0): string | undefined =>
  judged(events, score)?.suspects[suspect]?.reasons.find((r) => r.signal === signal)?.sentence;

const alert = firing('a', 'f', 'cart', at('10:00'));
const on = (clock: string, more: Record<string, unknown> = {}): CulpritEvent => change('c', 'cart', at(clock), { title: 'Deploy cart', ...more });

describe('when and who', () => {
  it.each([
    ['a person first', on('09:56', human('ada')), 'ada\'s "Deploy cart", 4 minutes before cart alerted'],
    ['whom a machine acts for before the machine', on('09:56', { actor: { name: 'argocd', kind: 'automation', basis: 'sender', onBehalfOf: 'ada' } }), 'ada\'s "Deploy cart", 4 minutes before cart alerted'],
    ['a machine after what it did', on('09:56', machine('argocd')), 'Deploy cart by argocd, 4 minutes before cart alerted'],
    ['nobody where nobody is known', on('09:59'), 'Deploy cart, 60 s before cart alerted'],
    ['seconds while they are few', on('09:58:01'), 'Deploy cart, 119 s before cart alerted'],
    ['minutes while hours would hide them', on('08:31'), 'Deploy cart, 89 minutes before cart alerted'],
    ['half hours', on('07:30'), 'Deploy cart, 2.5 hours before cart alerted'],
    ['the same instant', on('10:00'), 'Deploy cart, just as cart alerted'],
    ['after the alert', on('10:00:20'), 'Deploy cart, 20 s after cart alerted'],
    ['the step closest to the alert, and when it all began', on('09:00', { phases: [{ phase: 'started', at: at('09:00') }, { phase: 'succeeded', at: at('09:55') }] }), 'Deploy cart, 5 minutes before cart alerted (begun 60 minutes before)'],
    ['what took effect, where that is that it was taken back', on('09:00', { ...human('ada'), phase: 'rolled-back', updatedAt: at('09:55'), phases: [{ phase: 'started', at: at('09:00') }, { phase: 'rolled-back', at: at('09:55') }] }), 'the rollback of ada\'s "Deploy cart", 5 minutes before cart alerted (begun 60 minutes before)'],
    ['the step that was seen, where nobody saw when it began', on('09:00', { occurredAfter: at('08:00'), phases: [{ phase: 'succeeded', at: at('09:56') }], updatedAt: at('09:56') }), 'Deploy cart, 4 minutes before cart alerted (begun 60 minutes before)'],
    ['no beginning that is as good as the end', on('09:55', { phases: [{ phase: 'started', at: at('09:55') }, { phase: 'succeeded', at: at('09:56') }] }), 'Deploy cart, 4 minutes before cart alerted'],
    ['a name that goes on and on, cut', on('09:56', human('x'.repeat(500))), `${'x'.repeat(59)}…'s "Deploy cart", 4 minutes before cart alerted`],
    ['its kind where nobody gave it a title', on('09:56', { title: ' ' }), 'a change of the kind deployment, 4 minutes before cart alerted'],
    ['one line of what may be pages', on('09:56', { title: `Fix it\n\nCo-authored-by: x` }), 'Fix it, 4 minutes before cart alerted'],
  ])('tells %s', (_, event, expected) => {
    expect(sentence('time', [alert, event])).toBe(expected);
  });

  const code = (more: Record<string, unknown> = {}): CulpritEvent =>
    change('m', undefined, at('08:00'), { kind: 'code', title: 'Fewer retries', environment: undefined, source: { provider: 'github' }, identities: ['commit:5be1f00'], ...human('mia'), ...more });
  const rollout = (id: string, clock: string, more: Record<string, unknown> = {}): CulpritEvent =>
    change(id, 'cart', at(clock), { title: 'Deploy cart', source: { provider: 'kubernetes' }, identities: ['commit:5be1f00'], ...machine('argocd'), ...more });
  const sync = (clock: string, more: Record<string, unknown> = {}): CulpritEvent => rollout('s', clock, { source: { provider: 'argocd' }, title: 'Sync cart', ...human('ann'), ...more });

  it.each([
    ['who merged what it brought', [code(), rollout('r', '09:56')], 'mia merged "Fewer retries"; argocd rolled it out as "Deploy cart"'],
    ['who merged it before who pushed to it since', [code(), code({ id: 'p', occurredAt: at('08:30'), attributes: { commits: [{ sha: '5be1f00' }] }, ...human('intern') }), rollout('r', '09:56')], 'mia merged "Fewer retries"; argocd rolled it out as "Deploy cart"'],
    ['who pushed it, where no machine is known', [code({ attributes: { commits: [{ sha: '5be1f00' }] } }), rollout('r', '09:56', { actor: undefined })], 'mia pushed "Fewer retries"; it was rolled out as "Deploy cart"'],
    ['the same of the next cluster', [code(), rollout('b', '09:30', { cluster: 'us-1' }), rollout('r', '09:56', { cluster: 'eu-1' })], 'mia merged "Fewer retries"; argocd rolled it out as "Deploy cart"'],
    ['not who wrote what was there already, when it is restarted', [code(), rollout('b', '08:30'), rollout('r', '09:56', { title: 'Restart cart' })], 'Restart cart by argocd'],
    ['not who rolled the same out before', [rollout('b', '08:30', human('intern')), rollout('r', '09:56')], 'Deploy cart by argocd'],
    ['who did it as another tool tells it', [sync('09:55'), rollout('r', '09:56')], 'ann\'s "Deploy cart"'],
    ['who did it, before who wrote it', [code(), sync('09:55'), rollout('r', '09:56')], 'ann\'s "Deploy cart"'],
    ['who began the operation that took so long', [sync('08:30', { identities: ['commit:5be1f00', 'argocd:u:1'] }), rollout('r', '09:56', { identities: ['commit:5be1f00', 'argocd:u:1'] })], 'ann\'s "Deploy cart"'],
    ['who used another tool up to half an hour before, as pipelines take so long', [sync('09:26'), rollout('r', '09:56')], 'ann\'s "Deploy cart"'],
    ['not who did so earlier', [sync('09:25'), rollout('r', '09:56')], 'Deploy cart by argocd'],
    ['not who used another tool hours before', [sync('07:00'), rollout('r', '09:56')], 'Deploy cart by argocd'],
  ])('tells %s', (_, events, expected) => {
    expect(sentence('time', [alert, ...events])).toBe(`${expected}, 4 minutes before cart alerted`);
  });

  it('speaks of the first alert where it is of no service', () => {
    const placed = change('c', undefined, at('09:56'), { title: 'Upgrade eu-1', scope: { clusters: ['eu-1'], namespaces: [] } });
    const events = [firing('a', 'f', undefined, at('10:00'), { cluster: 'eu-1' }), placed];
    expect(sentence('time', events)).toBe('Upgrade eu-1, 4 minutes before the first alert');
    expect(sentence('place', events)).toBe('it names no service, only a place that the alerts are in');
    expect(sentence('cluster', events)).toBe('it was made in eu-1, where the alerts are');
  });

  it('is the headline, which is one line', () => {
    expect(judged([firing('a', 'f', 'cart', at('10:00'), { title: 'Too slow.\nRunbook: x' }), on('09:56', human('ada'))])?.headline).toMatch(/^cart: Too slow: suspect is ada's "Deploy cart", 4 minutes before cart alerted \(\d+ %\)$/);
    expect(judged([alert, code(), rollout('r', '09:56')])?.headline).toMatch(/: suspect: mia merged "Fewer retries"; argocd rolled it out as "Deploy cart", 4 minutes before cart alerted \(/);
    for (const [service, says] of [['cart', 'cart alerts'], [undefined, 'something alerts']] as const) expect(judged([firing('a', 'f', service, at('10:00'), { title: ' ' })])?.headline).toMatch(new RegExp(`^${says}: no suspect`));
    expect(judged([firing('a', 'f', 'cart', at('10:00'), { title: 'cart is slow' })])?.headline).toBe('cart is slow: no suspect, as no change is in reach');
  });
});

describe('where none stands out', () => {
  it('the headline still tells whoever is woken that one of them did it, where that is likelier than not', () => {
    const headline = (noChange: number): string => headlineOf('cart is slow', [], 3, noChange, { openedAt: at('10:00'), strays: [], unmappedChanges: 0, withoutDependencies: [], silent: [], blindSpots: [] });
    expect(headline(0.49)).toBe('cart is slow: no one suspect among 3 changes: one of them probably did it (51 %), but none stands out');
    expect(headline(0.5)).toBe('cart is slow: no suspect among 3 changes');
  });
});

describe('where', () => {
  const deep = [calls('front', 'cart'), calls('cart', 'stock'), calls('stock', 'db')];
  const front = firing('a', 'f', 'front', at('10:00'));
  const of = (service: string): CulpritEvent => change('c', service, at('09:58'));

  it.each([
    ['itself', [front, of('front')], 'front itself alerts'],
    ['one call away', [...deep, front, of('cart')], 'cart is called by front (1 hop)'],
    ['some calls away', [...deep, front, of('db')], 'db is called by front through cart and stock (3 hops)'],
    ['by a call that was not seen lately', [calls('front', 'cart', { source: 'otel/eu-1', confidence: 0.95, observedAt: at('00:00', '2026-01-09') }), front, of('cart')], 'cart is called by front (1 hop); that front calls cart was last seen 5 days before'],
    ['by a call that is guessed', [calls('front', 'cart', { source: 'kubernetes/eu-1', confidence: 0.6 }), calls('cart', 'stock'), front, of('stock')], 'stock is called by front through cart (2 hops); that front calls cart is 60 % sure, by kubernetes/eu-1'],
    ['by a call that is all but sure', [calls('front', 'cart', { source: 'otel', confidence: 0.95 }), front, of('cart')], 'cart is called by front (1 hop)'],
    ['a caller of what lost its traffic', [...deep, firing('a', 'f', 'cart', at('10:00'), { class: 'traffic-loss' }), of('front')], 'front calls cart, which lost its traffic (1 hop)'],
    ['a caller of what fails', [...deep, firing('a', 'f', 'cart', at('10:00')), of('front')], 'no known call leads there: front calls cart (weak)'],
    ['a caller of what is slow', [...deep, firing('a', 'f', 'cart', at('10:00'), { class: 'latency' }), of('front')], 'front calls cart, which is slow: perhaps by what it sends (weak)'],
    ['a caller of what is full', [...deep, firing('a', 'f', 'cart', at('10:00'), { class: 'saturation' }), of('front')], 'front calls cart, which is full: perhaps by what it sends (weak)'],
    ['near by what both call', [calls('front', 'db'), calls('search', 'db'), front, of('search')], 'no known call leads there: front and search only have db in common (weak)'],
    ['in the same system', [...['front', 'ledger'].map((name) => said('service', { name, system: 'shop' })), front, of('ledger')], 'no known call leads there: nobody knows whom front calls, and ledger is in the same system shop (weak)'],
    ['in the same system, and nobody knows who calls it', [...['front', 'ledger'].map((name) => said('service', { name, system: 'shop' })), ...deep, front, of('ledger')], 'no known call leads there: nobody knows who calls ledger, and it is in the same system shop as front (weak)'],
  ])('%s', (_, events, expected) => {
    expect(sentence('hops', events)).toBe(expected);
  });

  it('and how much of the incident that explains', () => {
    const [b, c] = [firing('b', 'g', 'cart', at('10:01')), firing('d', 'h', 'search', at('10:01'))];
    const near = [...deep, calls('front', 'search'), front, b];
    expect(sentence('coverage', [...deep, front, of('cart')])).toBe('it would explain the one service that alerts');
    expect(sentence('coverage', [...near, of('stock')])).toBe('it would explain both services that alert');
    expect(sentence('coverage', [...near, c, of('stock')])).toBe('it would explain 2 of the 3 services that alert');
    expect(sentence('explain-away', [...near, of('front')])).toBe('cart, which front calls, alerts too: the cause is more likely there');
    expect(sentence('explain-away', [...near, c, of('front')])).toBe('cart and search, which front calls, alert too: the cause is more likely there');
    const earlier = [...deep, calls('front', 'search'), firing('b', 'g', 'cart', at('09:59:30')), front];
    expect(sentence('explain-away', [...earlier, of('front')])).toBe('cart, which front calls, alerts too, 30 s before front: the cause is more likely there');
    expect(sentence('explain-away', [...earlier, c, of('front')])).toBe('cart and search, which front calls, alert too, cart 30 s before front: the cause is more likely there');
    const within = { explainAwayFirst: 1, explainAwayWithin: 180_000 };
    expect(sentence('explain-away', [...near, of('front')], within)).toBe('cart, which front calls, alerts too, only 60 s after front: the cause is more likely there');
    expect(sentence('explain-away', [...deep, front, firing('b', 'g', 'cart', at('10:09')), of('front')], within)).toBe('cart, which front calls, alerts too: the cause is more likely there');
  });

  it('and how long after its caller it failed, as long as slow monitors may be why', () => {
    const after = (clock: string): string | undefined => sentence('explain-away', [...deep, front, firing('b', 'g', 'cart', at(clock)), of('front')], { explainAwayFirst: 1, explainAwayWithin: 180_000 });
    expect([after('10:06'), after('10:07')]).toEqual(['cart, which front calls, alerts too, only 6 minutes after front: the cause is more likely there', 'cart, which front calls, alerts too: the cause is more likely there']);
  });

  it('and what fails behind a service that does not', () => {
    const events = [...deep, front, firing('d', 'h', 'stock', at('10:01')), of('front')];
    expect(sentence('explain-away', events, { explainAwayFurther: 0.5 })).toBe('stock, which front calls through another service, alerts too: the cause is more likely there');
  });

  it('and that its own alert is not of a sort that comes from elsewhere', () => {
    const symptom = { crash: 0.7, saturation: 0.4 };
    expect(sentence('symptom', [firing('a', 'f', 'cart', at('10:00'), { class: 'crash' }), on('09:58')], { symptom })).toBe('cart itself crashes, which seldom comes from what it calls');
    expect(sentence('symptom', [firing('a', 'f', 'cart', at('10:00'), { class: 'saturation' }), on('09:58')], { symptom })).toBe('cart itself runs out of something, which seldom comes from what it calls');
  });

  it('tells who sees it fail', () => {
    const by = (caller: string): CulpritEvent => firing(caller, caller, 'cart', at('10:00'), { caller });
    expect(sentence('seen', [by('front'), on('09:58')], { seen: 0.5 })).toBe('front sees it: what alerts is the call from there to cart');
    expect(sentence('seen', [by('site'), by('front'), on('09:58')], { seen: 0.5 })).toBe('front and site see it: what alerts are the calls from there to cart');
  });

  it('and that what is nearest to it alerted late', () => {
    const events = [...deep, front, firing('b', 'g', 'cart', at('10:08')), of('cart')];
    expect(sentence('late', events, { late: { weight: 1, span: 300_000 } })).toBe('cart alerted only 8 minutes after the incident opened');
    expect(sentence('late', events)).toBeUndefined();
  });

  it('and what alerted before it was made', () => {
    const near = [...deep, front, firing('b', 'g', 'cart', at('10:01')), firing('d', 'h', 'stock', at('10:02'))];
    expect(sentence('veto', [front, change('c', 'front', at('10:00:20'))])).toBe('front had alerted 20 s before it was made');
    expect(sentence('veto', [...near, change('c', 'db', at('10:01:30'))])).toBe('2 of the 3 services that it would explain had alerted before it was made');
    const late = [...deep, front, firing('b', 'g', 'cart', at('10:00')), change('c', 'db', at('10:01:30'))];
    expect(sentence('veto', late)).toBe('both services that it would explain had alerted before it was made');
  });

  it('and in which cluster', () => {
    const here = firing('a', 'f', 'cart', at('10:00'), { cluster: 'eu-1' });
    expect(sentence('cluster', [here, on('09:58', { cluster: 'eu-1' })])).toBe('it was made in eu-1, where the alerts are');
    expect(sentence('cluster', [here, on('09:58', { cluster: 'us-1' })])).toBe('it was made in us-1; the alerts are in eu-1');
  });

  it('and that nothing says so of a change without an environment', () => {
    expect(sentence('place', [alert, on('09:58', { environment: undefined, kind: 'code' })])).toBe('nothing says that this code reached production');
    expect(sentence('place', [alert, on('09:58', { environment: undefined })])).toBe('nothing says that it reached production');
    expect(sentence('place', [alert, on('09:58', { environment: undefined, kind: 'third-party' })])).toBe('nothing says that it touched production');
  });

  it('and nothing of that where nobody tells environments: then all is in one', () => {
    const reasons = (environment: string): string[] => {
      const fold = createFold(testRules);
      for (const event of [firing('a', 'f', 'cart', at('10:00'), { environment }), on('09:58', { environment: undefined })]) fold.add(event);
      return fold.incidents(environment)[0]?.body.suspects[0]?.reasons.map((r) => r.signal) ?? [];
    };
    expect(reasons('production')).toContain('place');
    expect(reasons('default')).toContain('time');
    expect(reasons('default')).not.toContain('place');
  });

  it('and that code reached nobody where deployments are told and none brought it, or its build failed', () => {
    const code = (more: object = {}) => on('09:58', { environment: undefined, kind: 'code', identities: ['commit:5be1f00'], ...more });
    const earlier = change('earlier', 'cart', at('08:00'));
    const nowhere = { unreleased: -4 };
    expect(sentence('place', [alert, code()], nowhere)).toBe('nothing says that this code reached production');
    expect(sentence('place', [alert, earlier, code()], nowhere)).toBe('no deployment is known to have brought this code, as others of cart are');
    expect(sentence('place', [alert, earlier, code()])).toBe('nothing says that this code reached production');
    const build = (phase: string) => change('build', 'cart', at('09:59'), { kind: 'job', environment: undefined, phase, identities: ['commit:5be1f00'] });
    expect(sentence('place', [alert, code(), build('failed')], nowhere)).toBe('its build failed: this code reached nobody');
    expect(sentence('place', [alert, code(), build('succeeded')], nowhere)).toBe('nothing says that this code reached production');
    expect(sentence('place', [alert, code(), build('failed'), change('late', 'cart', at('09:59'), { identities: ['commit:5be1f00'] })], nowhere)).toBeUndefined();
  });
});

describe('what', () => {
  const kinds = Object.keys(testRules.score.kind) as ChangeKind[];
  const all = (weight: number) => ({ kind: Object.fromEntries(kinds.map((kind) => [kind, weight])) as Rules['score']['kind'] });

  it.each([
    ['deployment', 'deployments'], ['config', 'configuration changes'], ['feature-flag', 'feature flag changes'], ['scaling', 'changes of scale'], ['infrastructure', 'infrastructure changes'],
    ['job', 'job runs'], ['database-migration', 'database migrations'], ['code', 'merges that no deployment is known of'], ['third-party', 'incidents of third parties'], ['custom', 'changes of no known kind'],
  ])('a %s is of a kind that is the cause more or less often', (kind, many) => {
    expect(sentence('kind', [alert, on('09:58', { kind })], all(1))).toBe(`${many} are more often the cause than other changes`);
    expect(sentence('kind', [alert, on('09:58', { kind })], all(-1))).toBe(`${many} are less often the cause than other changes`);
  });

  it('is told with its numbers', () => {
    expect(sentence('diff', [alert, on('09:58', { diff: [{ path: 'spec.replicas', before: 5, after: 0 }] })])).toBe('replicas 5 → 0 (-100 %)');
    const cut = (path: string, before: unknown, after: unknown): string | undefined => sentence('diff', [alert, on('09:58', { diff: [{ path, before, after }] })]);
    expect(cut('spec.minReplicas', 10, 2)).toBe('minReplicas 10 → 2 (-80 %)');
    expect(cut('data[DB_POOL_MAX]', '100', '5')).toBe('DB_POOL_MAX 100 → 5 (-95 %)');
    expect(cut('data[app.yaml].pool.max', 100, 5)).toBe('pool.max 100 → 5 (-95 %)');
    expect(cut('spec.template.spec.containers[web].env[HTTP_TIMEOUT]', '30s', '500ms')).toBe('HTTP_TIMEOUT 30s → 500ms (-98 %)');
    expect(cut('spec.template.spec.containers[web].resources.limits.memory', '2Gi', '512Mi')).toBe('containers[web].resources.limits.memory 2Gi → 512Mi (-75 %)');
    expect(sentence('named', [firing('a', 'f', 'cart', at('10:00'), { labels: { image: 'cart:4.1.2' } }), on('09:58', { revision: { image: 'cart:4.1.2' } })])).toBe('the alert itself names cart:4.1.2');
  });

  it('settings are named under the name of each of their contents', () => {
    const limits = (entity: string): CulpritEvent => on('09:58', { kind: 'config', entities: [entity] });
    const said = (title: string, entity = 'shop/configmap/cart-limits'): string | undefined => sentence('named', [firing('a', 'f', 'cart', at('10:00'), { title }), limits(entity)]);
    for (const title of ['configmap "cart-limits-7c9f8b6d5g" not found', 'cart cannot mount shop/configmap/cart-limits-bcdfghkm24', 'cart-limits is wrong']) expect(said(title)).toBe('the alert itself names cart-limits');
    expect(said('configmap cart-limits-bcdfghkm24 not found', 'shop/secret/cart-limits-7c9f8b6d5g')).toBe('the alert itself names cart-limits');
    // nine or eleven of them, other letters, more behind or before it: something else of that name
    for (const title of ['cart-limits-7c9f8b6d5 is slow', 'cart-limits-7c9f8b6d5gg is slow', 'cart-limits-7c9f8b6d5a is slow', 'cart-limits-7c9f8b6d5g-x2x4z is slow', 'my-cart-limits-7c9f8b6d5g is slow']) expect(said(title)).toBeUndefined();
    const flag = on('09:58', { kind: 'feature-flag', identities: ['flag:cart-limits'] });
    expect(sentence('named', [firing('a', 'f', 'cart', at('10:00'), { title: 'cart-limits-7c9f8b6d5g is slow' }), flag])).toBeUndefined();
  });

  it('what uses new settings is one change with them, by the name of that content', () => {
    const identities = ['configmap:shop/cart-limits-bcdfghkm24'];
    const config = change('limits', 'cart', at('09:57'), { kind: 'config', title: 'ConfigMap cart-limits: data[POOL] 50 → 5', entities: ['shop/configmap/cart-limits', 'shop/deployment/cart'], identities });
    const suspects = judged([firing('a', 'f', 'cart', at('10:00'), { title: 'configmap "cart-limits-bcdfghkm24": POOL too small' }), config, on('09:58', { identities })])?.suspects;
    expect(suspects?.map(({ changeIds }) => changeIds)).toEqual([['c', 'limits']]);
    expect(suspects?.[0]?.reasons.find(({ signal }) => signal === 'named')?.sentence).toBe('the alert itself names cart-limits-bcdfghkm24');
  });

  it.each([
    ['rollout.percentage', 0, 100, 'everybody', 1], ['rollout.percentage', 5, 10, '5 % of users (5 % → 10 %)', -0.9], ['rollout.percentage', 50, 0, '50 % of users (50 % → 0 %)', 0],
    ['fallthrough', 'off', { on: '20 %', off: '80 %' }, '20 % of users', -0.6], ['fallthrough', 'off', 'on', 'everybody', 1], ['targets', { 'variation 0': 2 }, { 'variation 0': 3 }, 'one who is named', -1], ['included', 10, 30, '20 users who are named', -1],
  ])('and for how many: %s from %p to %p', (path, before, after, many, weight) => {
    const flag = on('09:58', { kind: 'feature-flag', diff: [{ path, before, after }] });
    const [reason] = judged([alert, flag], { exposure: 1 })?.suspects[0]?.reasons.filter(({ signal }) => signal === 'exposure') ?? [];
    expect([reason?.sentence, reason?.contribution]).toEqual([`it changed for ${many}`, weight]);
  });

  it('and hardly for a whole service where only few are named', () => {
    const weighs = (path: string, before: unknown, after: unknown): number | undefined =>
      judged([alert, on('09:58', { kind: 'feature-flag', diff: [{ path, before, after }] })], { exposure: 1, fewUsers: -4 })?.suspects[0]?.reasons.find(({ signal }) => signal === 'exposure')?.contribution;
    expect([weighs('targets', {}, { 'variation 0': 1 }), weighs('production.targets', { 'variation 0': 1 }, { 'variation 1': 1 }), weighs('included.org', 0, 11), weighs('included', 5000, 1)]).toEqual([-5, -5, -3, -1 - 4 / 500.8].map((weight) => Math.round(weight * 1e6) / 1e6));
    expect(weighs('rollout.percentage', 0, 5)).toBe(-0.9);
  });

  it('and for how many only of a flag that says it', () => {
    const of = (more: Record<string, unknown>): string | undefined => sentence('exposure', [alert, on('09:58', { kind: 'feature-flag', ...more })], { exposure: 1 });
    expect([of({}), of({ diff: [{ path: 'on', before: false, after: true }] }), of({ kind: 'config', diff: [{ path: 'rollout.percentage', before: 0, after: 100 }] })]).toEqual([undefined, undefined, undefined]);
    expect(of({ diff: [{ path: 'targets', before: 1, after: 2 }, { path: 'rules', before: [], after: [{}] }] })).toBeUndefined();
  });

  it('and for how many by what was moved: a share that stays as it was reached nobody anew', () => {
    const diff = [{ path: 'rollout.percentage', before: 50, after: 50 }, { path: 'fallthrough', before: 'off', after: 'on' }];
    expect(sentence('exposure', [alert, on('09:58', { kind: 'feature-flag', diff })], { exposure: 1 })).toBe('it changed for everybody');
  });

  it('is named by any setting of many, as nobody knows in which order a tool tells them', () => {
    const diff = Array.from({ length: 20 }, (_, i) => ({ path: `data[POOL_MAX_${i}]`, before: 1, after: 2 }));
    expect(sentence('named', [firing('a', 'f', 'cart', at('10:00'), { title: 'POOL_MAX_19 reached' }), on('09:58', { kind: 'config', diff })])).toBe('the alert itself names POOL_MAX_19');
  });

  it('is not named by who only says what is wrong: the service, or the workload', () => {
    const named = (title: string, more: Record<string, unknown>): string | undefined => sentence('named', [calls('checkout', 'cart'), firing('a', 'f', 'checkout', at('10:00'), { title }), on('09:58', more)]);
    const flag = (name: string) => ({ kind: 'feature-flag', identities: [`flag:${name}`] });
    expect([named('checkout fails', flag('checkout')), named('new-checkout fails', flag('new-checkout'))]).toEqual([undefined, 'the alert itself names new-checkout']);
    expect(named('deployment/cart has no replicas', { entities: ['shop/deployment/cart'] })).toBeUndefined();
  });

  it('is not named by who only says in which environment it is wrong', () => {
    const named = (environment: string): string | undefined => {
      const fold = createFold(testRules);
      for (const event of [firing('a', 'f', 'cart', at('10:00'), { environment, title: 'Errors in live-eu' }), on('09:58', { environment, kind: 'feature-flag', identities: ['flag:live-eu'] })]) fold.add(event);
      return fold.incidents(environment)[0]?.body.suspects[0]?.reasons.find((r) => r.signal === 'named')?.sentence;
    };
    expect([named('live-us'), named('live-eu')]).toEqual(['the alert itself names live-eu', undefined]);
  });

  it('and by whose hand', () => {
    expect(sentence('actor', [alert, on('09:58', { ...human('ada'), outOfBand: true })])).toBe('ada changed by hand what a release tool owns');
    expect(sentence('actor', [alert, on('09:58', { outOfBand: true })])).toBe('somebody changed by hand what a release tool owns');
    expect(sentence('actor', [alert, on('09:58', { actor: { name: 'system:serviceaccount:x', kind: 'automation', basis: 'audit', onBehalfOf: 'ann' }, outOfBand: true })])).toBe('ann changed by hand what a release tool owns');
    expect(sentence('actor', [alert, on('09:58', { ...machine('argocd'), outOfBand: true })])).toBe('what a release tool owns was changed round it');
    const before = change('b', 'cart', at('08:58'), { ...human('intern'), outOfBand: true, identities: ['commit:5be1f00'] });
    expect(sentence('actor', [alert, before, on('09:58', { ...machine('argocd'), identities: ['commit:5be1f00'] })])).toBeUndefined();
    expect(sentence('actor', [alert, on('09:58', { actor: { name: 'hpa', kind: 'autoscaler', basis: 'sender' } })])).toBe('an autoscaler did it: mostly that is an effect of trouble, not its cause');
    expect(sentence('actor', [alert, on('09:58', human('ada'))], { actor: { ...testRules.score.actor, human: 1 } })).toBe('ada did it, no machine');
  });

  it('and what became of it', () => {
    const back = on('09:50', { phase: 'rolled-back', updatedAt: at('10:20'), phases: [{ phase: 'rolled-back', at: at('10:20') }] });
    expect(sentence('outcome', [alert, on('09:58', { phase: 'failed' })])).toBe('it failed');
    expect(sentence('outcome', [alert, back])).toBe('it was rolled back');
    expect(sentence('outcome', [alert, back, resolved('r', 'f', at('10:23'))])).toBe('it was rolled back, and the alerts ended 3 minutes later');
    expect(sentence('outcome', [alert, back, resolved('r', 'f', at('10:20'))])).toBe('it was rolled back, and the alerts ended at once');
    // all was over, or had not begun
    expect(sentence('outcome', [alert, back, resolved('r', 'f', at('10:02'))])).toBeUndefined();
    expect(sentence('outcome', [alert, on('09:00', { phase: 'rolled-back', updatedAt: at('09:55'), phases: [{ phase: 'failed', at: at('09:50') }, { phase: 'rolled-back', at: at('09:55') }] })])).toBeUndefined();
  });

  it('and how little an alert says that fires all the time', () => {
    const before = (hour: string): CulpritEvent[] => [firing(`n${hour}`, 'f', 'cart', at(`${hour}:00`)), resolved(`r${hour}`, 'f', at(`${hour}:10`))];
    expect(sentence('habit', [...before('08'), alert, on('09:58')])).toBe('the same alert of cart had fired once in the 3 days before, so it says less about any change');
    expect(sentence('habit', [...before('07'), ...before('08'), alert, on('09:58')])).toBe('the same alert of cart had fired 2 times in the 3 days before, so it says less about any change');
  });
});

describe('a word', () => {
  it('of time is in the unit that people would use', () => {
    const [second, hour] = [1000, 3_600_000];
    expect([0, second, 119 * second, 120 * second, 90 * 60 * second, 2 * hour, 3.5 * hour, 10.4 * hour, 47 * hour, 60 * hour].map(span)).toEqual([
      '0 s', '1 s', '119 s', '2 minutes', '90 minutes', '2 hours', '3.5 hours', '10 hours', '47 hours', '2.5 days',
    ]);
  });

  it('of a probability says no more than is known', () => {
    expect([0, 0.0004, 0.0006, 0.0996, 0.1, 0.935, 0.9949, 0.9951, 0.9994, 0.9995, 0.9999999, 1].map(percent)).toEqual([
      '0.0 %', 'under 0.1 %', '0.1 %', '10.0 %', '10 %', '94 %', '99 %', '99.5 %', '99.9 %', 'over 99.9 %', 'over 99.9 %', '100 %',
    ]);
  });

  it('of what is too long shows by what', () => {
    const hour = 3_600_000;
    expect(spans(120 * hour, 72 * hour)).toEqual(['5 days', '3 days']);
    expect(spans(73 * hour, 72 * hour)).toEqual(['73 hours', '72 hours']);
    expect(spans(72 * hour + 300_000, 72 * hour)).toEqual(['4325 minutes', '4320 minutes']);
    expect(spans(30_400, 30_000)).toEqual(['31 s', '30 s']);
  });

  it('of others is cut to a line', () => {
    expect(told('a\r\nb')).toBe('a');
    expect(told('x'.repeat(500))).toBe(`${'x'.repeat(119)}…`);
    expect(told('')).toBe('');
  });

  it('is found as a name alone', () => {
    expect([names('rapid answers', 'api'), names('rest-api fails', 'api'), names('api: fails', 'api'), names('the api', 'api')]).toEqual([false, false, true, true]);
  });
});

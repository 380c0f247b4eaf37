import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Incident } from '@culprit/domain';
import { alert, calls, change, line, reason, suspects, told, type Line } from '../fixtures/told.js';

// Whom the shipped rules must suspect, whatever their numbers.

const story = readFileSync(new URL('../../../../e2e/story/story.jsonl', import.meta.url), 'utf8').trim().split('\n');

describe('the story', () => {
  it('reads right without its dependency and dependsOn: weak, and said so', async () => {
    const without = story.filter((text) => !text.includes('"kind": "dependency"')).map((text) => text.replace(', "dependsOn": ["rest-api"]', ''));
    expect(without.join('')).not.toMatch(/dependsOn|"from"/);
    const [first] = await told(...without);
    expect(suspects(first)[0]).toBe('chg-rest-api-scale');
    expect(reason(first, 'hops')).toBe('no known call leads there: nobody knows whom data-processor calls, and rest-api is in the same namespace shop (weak)');
    expect(first?.suspects[0]?.probability).toBeLessThan(0.6);
    expect(first?.unseen.withoutDependencies).toEqual(['data-processor']);
  });
});

describe('the shipped rules', () => {
  it('look at what lives in the same system also where only of that no call is known: weak, and said so', async () => {
    const live = [line('service', { name: 'data-processor', system: 'shop', dependsOn: ['redis'] }), line('service', { name: 'rest-api', system: 'shop' }), line('service', { name: 'redis' })];
    const events = [...live, alert('a', 'data-processor', '10:00')];
    const [cut] = await told(...events, change('cut', 'rest-api', '09:59', { diff: [{ path: 'spec.replicas', before: 50, after: 5 }] }));
    expect(suspects(cut)).toEqual(['cut']);
    expect(reason(cut, 'hops')).toBe('no known call leads there: nobody knows who calls rest-api, and it is in the same system shop as data-processor (weak)');
    const [own] = await told(...events, change('cut', 'rest-api', '09:59'), change('own', 'redis', '09:50'));
    expect(suspects(own)[0]).toBe('own');
    // elsewhere nothing is in reach
    expect((await told(...events.map((text) => text.replace('"rest-api","system":"shop"', '"rest-api","system":"billing"')), change('cut', 'rest-api', '09:59')))[0]?.noChangeProbability).toBe(1);
  });

  it('name no suspect where no change is in reach, and say what could not be weighed', async () => {
    const [incident] = await told(alert('a', 'checkout', '10:00'), change('far', 'elsewhere', '09:59'), change('odd', undefined, '09:58', { entities: ['who/knows'] }));
    expect(incident).toMatchObject({ suspects: [], noChangeProbability: 1 });
    expect(incident?.headline).toContain('no suspect');
    expect(incident?.unseen.sentence).toBe('1 change in the window maps to no service; checkout has no known dependencies.');
  });

  it('do not take what an autoscaler did after the alert, or just before it, for the cause', async () => {
    const scaled = (id: string, clock: string): string => change(id, 'checkout', clock, { kind: 'scaling', title: 'Scale checkout 4 → 9', actor: { name: 'horizontal-pod-autoscaler', kind: 'autoscaler' } });
    expect((await told(alert('a', 'checkout', '10:00'), scaled('after', '10:01')))[0]?.suspects).toEqual([]);
    // clocks may differ by so much: weighed, and still none
    const [near] = await told(alert('a', 'checkout', '10:00'), scaled('after', '10:00').replace('10:00:00.000Z', '10:00:20.000Z'));
    expect(near?.suspects).toEqual([]);
    expect(near?.headline).toBe('checkout fails: no suspect among 1 change');
    expect((await told(alert('a', 'checkout', '10:00'), scaled('before', '09:58')))[0]?.noChangeProbability).toBeGreaterThan(0.5);
    expect(suspects((await told(alert('a', 'checkout', '10:00'), scaled('before', '09:59'), change('deploy', 'checkout', '09:50')))[0])[0]).toBe('deploy');
  });

  it('prefer what changed in a dependency that alerts over a deployment of the alerting service two minutes before', async () => {
    const [incident] = await told(calls('checkout', 'rest-api'), alert('a', 'checkout', '10:00'), alert('b', 'rest-api', '10:01'), change('benign', 'checkout', '09:58'), change('culprit', 'rest-api', '09:55'));
    expect(suspects(incident)[0]).toBe('culprit');
  });

  it('do not blame a harmless deployment of a caller when what it calls failed first, unless it may be the load', async () => {
    const failing = (alertClass: string): string[] => [calls('web', 'api'), alert('a', 'api', '10:00', { class: alertClass }), alert('b', 'web', '10:01'), change('benign', 'web', '09:58')];
    for (const alertClass of ['errors', 'availability', 'crash', 'other']) {
      const [incident] = await told(...failing(alertClass));
      expect([alertClass, incident?.suspects]).toEqual([alertClass, []]);
      expect(incident?.headline).toBe('api fails, and 1 more service: no suspect among 1 change');
    }
    for (const alertClass of ['latency', 'saturation', 'traffic-loss']) {
      const [incident] = await told(...failing(alertClass));
      expect([alertClass, suspects(incident)]).toEqual([alertClass, ['benign']]);
    }
  });

  it('do not blame it either when what it calls failed a little later, also behind another: alerts are no more exact', async () => {
    const around = [calls('web', 'api'), calls('api', 'db'), alert('a', 'web', '10:00'), change('benign', 'web', '09:58')];
    const later = (service: string, clock: string, more: Line = {}): string => alert('b', service, '10:00', { startsAt: `2026-01-15T${clock}.000Z`, ...more });
    const probability = async (...lines: string[]): Promise<number> => 1 - ((await told(...around, ...lines))[0]?.noChangeProbability ?? 1);
    expect(await probability()).toBeGreaterThan(0.9);
    for (const service of ['api', 'db']) {
      const [incident] = await told(...around, later(service, '10:00:30'));
      expect([service, incident?.services, incident?.suspects]).toEqual([service, ['web', service], []]);
      // the later the less, and least where web's deployment may be the load
      const by = await Promise.all(['10:00:30', '10:02:00', '10:09:00'].map((clock) => probability(later(service, clock))));
      expect(by).toEqual([...by].sort((a, b) => a - b));
      expect(await probability(later(service, '10:00:30', { class: 'latency' }))).toBeGreaterThan((by[0] ?? 1) + 0.15);
    }
    const [first] = await told(...around, later('db', '10:00:30'), change('pool', 'db', '09:50', { kind: 'config' }));
    expect(suspects(first)[0]).toBe('pool');
  });

  it('do not blame a deployment in one cluster for an alert in another', async () => {
    const there = change('b', 'checkout', '09:59', { cluster: 'cluster-b' });
    expect((await told(alert('a', 'checkout', '10:00', { cluster: 'cluster-a' }), there))[0]?.suspects).toEqual([]);
    const [incident] = await told(alert('a', 'checkout', '10:00', { cluster: 'cluster-a' }), there, change('a', 'checkout', '09:50', { cluster: 'cluster-a' }));
    expect(suspects(incident)[0]).toBe('a');
    expect(reason(incident, 'cluster')).toBe('it was made in cluster-a, where the alerts are');
  });

  it('do not blame it either where it is of another service, whatever was changed there', async () => {
    const lives = (name: string, ...clusters: string[]): string => line('service', { name, workloads: clusters.map((cluster) => ({ cluster, namespace: 'shop', kind: 'Deployment', name })) });
    const web = alert('w', 'web', '10:00', { cluster: 'a' });
    const there = (service: string, more: Line = {}): string => change(`${service}-b`, service, '09:58', { cluster: 'b', ...more });
    const cut = { diff: [{ path: 'spec.replicas', before: 50, after: 5 }] };
    const byHand = { kind: 'config', outOfBand: true, actor: { name: 'bob', kind: 'human' } };
    const none = async (...lines: string[]): Promise<void> => expect((await told(web, ...lines))[0]?.suspects).toEqual([]);
    for (const more of [cut, byHand, { kind: 'infrastructure' }]) await none(calls('web', 'api'), lives('api', 'a', 'b'), there('api', more));
    await none(calls('web', 'api'), there('api'), change('before', 'api', '09:40', { cluster: 'b' }));
    await none(lives('web', 'a'), lives('api', 'b'), there('api'));
    await none(calls('web', 'db'), calls('mail', 'db'), lives('mail', 'b'), there('mail', { kind: 'config' }));
    await none(there('web', { ...byHand, ...cut }));
    // who is called across
    expect(suspects((await told(web, calls('web', 'api'), lives('api', 'b'), there('api')))[0])).toEqual(['api-b']);
  });

  it('take a namespace of one cluster for another than that of the same name in another', async () => {
    const lives = (name: string, cluster: string): string => line('service', { name, workloads: [{ cluster, namespace: 'default', kind: 'Deployment', name }] });
    const [web, api] = [alert('w', 'web', '10:00'), change('c', 'api', '09:59', { diff: [{ path: 'spec.replicas', before: 50, after: 5 }] })];
    expect((await told(web, lives('web', 'a'), lives('api', 'b'), api))[0]?.suspects).toEqual([]);
    expect(suspects((await told(web, lives('web', 'a'), lives('api', 'a'), api))[0])).toEqual(['c']);
  });

  it('can suspect a flag, a security group and a node that the catalog ties to a service', async () => {
    const owner = line('service', { name: 'checkout', owns: ['launchdarkly:flag/acme/checkout-*', 'aws:security-group/sg-1', 'node/ip-10-0-0-1'] });
    const tied = async (kind: string, entity: string): Promise<(string | undefined)[]> => suspects((await told(owner, alert('a', 'checkout', '10:00'), change('c', undefined, '09:58', { kind, entities: [entity] })))[0]);
    expect(await tied('feature-flag', 'launchdarkly:flag/acme/checkout-v2')).toEqual(['c']);
    expect(await tied('infrastructure', 'aws:security-group/sg-1')).toEqual(['c']);
    expect(await tied('infrastructure', 'node/ip-10-0-0-1')).toEqual(['c']);
    expect(await tied('feature-flag', 'launchdarkly:flag/acme/search-v2')).toEqual([]);
  });

  it('suspect what was done to the node that the alert names before what was done to others of the cluster', async () => {
    const node = (name: string, clock: string): string =>
      change(name, undefined, clock, { kind: 'infrastructure', title: `Cordon ${name}`, entities: [`node/${name}`], scope: { clusters: ['eu'] }, diff: [{ path: 'spec.unschedulable', before: false, after: true }] });
    const cordoned = ['ip-10-0-0-1', 'ip-10-0-0-12', 'ip-10-0-0-2'].map((name, i) => node(name, `09:5${6 + i}`));
    const [named] = await told(alert('a', 'checkout', '10:00', { cluster: 'eu', labels: { node: 'ip-10-0-0-1', pod: 'checkout-7d9' } }), ...cordoned);
    expect([suspects(named)[0], reason(named, 'named')]).toEqual(['ip-10-0-0-1', 'the alert itself names ip-10-0-0-1']);
    expect(suspects((await told(alert('a', 'checkout', '10:00', { cluster: 'eu' }), ...cordoned))[0])[0]).toBe('ip-10-0-0-2');
    // nor in another cluster
    expect((await told(alert('a', 'checkout', '10:00', { cluster: 'us', labels: { node: 'ip-10-0-0-1' } }), ...cordoned))[0]?.suspects).toEqual([]);
  });

  it('follow each class of alert the way that it goes: failures to who calls, lost traffic to who is called, slowness both ways', async () => {
    const events = (alertClass: string, changed: string): string[] => [calls('web', 'api'), calls('api', 'db'), alert('a', 'api', '10:00', { class: alertClass }), change(changed, changed, '09:58')];
    const probability = async (alertClass: string, changed: string): Promise<number> => 1 - ((await told(...events(alertClass, changed)))[0]?.noChangeProbability ?? 1);
    for (const alertClass of ['availability', 'errors', 'crash', 'other', 'latency', 'saturation', 'traffic-loss']) {
      const [incident] = await told(...events(alertClass, 'db'));
      expect([alertClass, suspects(incident)]).toEqual([alertClass, ['db']]);
      expect(reason(incident, 'hops')).toBe('db is called by api (1 hop)');
    }
    const [up, load] = [await probability('errors', 'web'), await probability('saturation', 'web')];
    for (const alertClass of ['availability', 'crash', 'other']) expect(await probability(alertClass, 'web')).toBeLessThan(up + 0.1);
    expect(load).toBeGreaterThan(5 * up);
    expect(await probability('latency', 'web')).toBeGreaterThan(5 * up);
    expect(reason((await told(...events('traffic-loss', 'web')))[0], 'hops')).toBe('web calls api, which lost its traffic (1 hop)');
    expect(await probability('traffic-loss', 'web')).toBeGreaterThan(load + 0.1);
  });

  it('see the alert of one service though that of another, hours before, leads to the same monitor', async () => {
    const monitor = (group: string): string => `https://app.datadoghq.com/monitors/148275310?group=service%3A${group}&from_ts=1`;
    const web = alert('web', 'web', '10:00', { source: { provider: 'datadog', url: monitor('web') } });
    const pay = alert('pay', 'pay', '16:00', { source: { provider: 'pagerduty' }, links: [{ title: 'Datadog', url: monitor('pay') }] });
    const [first, second] = await told(web, pay, change('deploy', 'pay', '15:58'));
    expect([suspects(first), suspects(second)]).toEqual([[], ['deploy']]);
    const [errors, other] = [{ labels: { aggregation_key: 'errors' } }, { labels: { aggregation_key: 'errors' }, source: { provider: 'pagerduty' } }];
    expect(await told(alert('web', 'web', '10:00', errors), alert('pay', 'pay', '16:00', other))).toHaveLength(2);
  });

  it('do not hold against who sends what another consumes that the other alerts: its trouble comes from there', async () => {
    const around = [alert('a', 'mailer', '10:00'), change('send', 'orders', '09:58'), change('own', 'mailer', '09:42')];
    const [sent] = await told(...around, line('dependency', { from: 'orders', to: 'mailer', kind: 'messaging' }));
    const [called] = await told(...around, calls('mailer', 'orders'));
    expect([suspects(sent), suspects(called)]).toEqual([['send', 'own'], ['send', 'own']]);
    expect([reason(sent, 'explain-away'), sent?.suspects[0]?.probability]).toEqual([undefined, called?.suspects[0]?.probability]);
    // where it also calls it, what it calls is deeper
    const [both] = await told(...around, line('dependency', { from: 'orders', to: 'mailer', kind: 'messaging' }), calls('orders', 'mailer'));
    expect(suspects(both)[0]).toBe('own');
  });

  it('tell services apart that only call the same third, and weigh its change for each; once it alerts they are one', async () => {
    const callers = ['web', 'api', 'pay'];
    const around = [...callers.map((name) => calls(name, 'db')), ...callers.map((name, i) => alert(name, name, `10:0${i}`)), change('pool', 'db', '09:55', { kind: 'config', diff: [{ path: 'max_connections', before: 500, after: 50 }] })];
    expect((await told(...around)).map(({ services, ...incident }) => [services, suspects(incident as Incident)])).toEqual(callers.map((name) => [[name], ['pool']]));
    const [incident, ...others] = await told(...around, alert('db', 'db', '10:03', { class: 'saturation' }));
    expect([others, incident?.services, suspects(incident)]).toEqual([[], [...callers, 'db'], ['pool']]);
  });

  it('name what was changed of a silent service above harmless changes nearer by, where more than one who calls it alerts', async () => {
    const around = [calls('web', 'db'), calls('api', 'db'), alert('w', 'web', '10:00'), change('harmless', 'web', '09:55'), change('pool', 'db', '09:55', { kind: 'config', title: 'Lower max connections' })];
    expect(suspects((await told(...around))[0])[0]).toBe('harmless');
    for (const clock of ['09:57', '10:00', '10:04']) {
      const incidents = await told(...around, alert('a', 'api', clock));
      const web = incidents.find(({ services }) => services[0] === 'web');
      expect([clock, incidents.map(({ services }) => services).sort(), suspects(web)[0]]).toEqual([clock, [['api'], ['web']], 'pool']);
      expect(reason(web, 'beside')).toBe('api, which calls db, alerts at the same time in another incident');
      expect(suspects(incidents.find(({ services }) => services[0] === 'api'))[0]).toBe('pool');
    }
    // not what alerted long before, nor what only lost its traffic
    expect(suspects((await told(...around, alert('a', 'api', '09:20'))).find(({ services }) => services[0] === 'web'))[0]).toBe('harmless');
    expect(suspects((await told(...around, alert('a', 'api', '10:04', { class: 'traffic-loss' }))).find(({ services }) => services[0] === 'web'))[0]).toBe('harmless');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { factId, mergeChange, type Change } from '@culprit/domain';
import { parse } from 'yaml';
import { ownImages } from './images.js';
import { normalize } from './normalize.js';

const here = import.meta.dirname;
const fixture = (name: string): { body: unknown } => JSON.parse(readFileSync(join(here, 'fixtures', `${name}.json`), 'utf8')) as { body: unknown };
const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown, clusters = {}) => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: { clusters } });
const change = (body: unknown, clusters = {}): Change => {
  const said = say(body, clusters);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'change') throw new Error(JSON.stringify(said));
  return said.events[0].event;
};

/** As much of Go's text/template as `notifications.yaml` uses: `toJson`, `with … else`, `range $i, $x :=` and `if $i`. */
const render = (template: string, data: unknown): string => {
  const parts = template.split(/\{\{ (.*?) \}\}/);
  let at = 0;
  type Scope = { readonly dot: unknown; readonly names: Readonly<Record<string, unknown>> };
  const get = ({ dot, names }: Scope, path: string): unknown => {
    const [head = '', ...keys] = path.split('.');
    return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], head === '' ? dot : names[head]);
  };
  const until = (scope: Scope, written: boolean): { text: string; stopped: string } => {
    let text = '';
    for (; at < parts.length; at++) {
      const part = parts[at] ?? '';
      if (at % 2 === 0) { if (written) text += part; continue; }
      if (part === 'end' || part === 'else') return { text, stopped: part };
      at++;
      const [, verb = '', i, x, path = ''] = /^(toJson|with|if|range(?: (\$\w+), (\$\w+) :=)?) (\S+)$/.exec(part) ?? [];
      const value = get(scope, path);
      const again = at;
      if (verb === 'toJson') { if (written) text += JSON.stringify(value ?? null); at--; continue; }
      if (verb === '') throw new Error(`not a template of ours: ${part}`);
      const items = verb.startsWith('range') ? ((value ?? []) as unknown[]).map((dot, n) => ({ dot, names: { ...scope.names, [i ?? '']: n, [x ?? '']: dot } })) : undefined;
      const truly = items === undefined ? Boolean(value) : items.length > 0;
      let body = { text: '', stopped: '' };
      for (const inside of items?.length ? items : [verb === 'with' ? { ...scope, dot: value } : scope]) {
        at = again;
        body = until(inside, written && truly);
        text += body.text;
      }
      if (body.stopped === 'else') { at++; text += until(scope, written && !truly).text; }
    }
    return { text, stopped: '' };
  };
  return until({ dot: data, names: {} }, true).text;
};

const manifest = parse(readFileSync(join(here, 'notifications.yaml'), 'utf8')) as { data: Record<string, string> };
const template = (name: string): { method: string; body: string } => (parse(manifest.data[`template.${name}`] ?? '') as { webhook: { culprit: { method: string; body: string } } }).webhook.culprit;
const rendered = (name: string, app: unknown, argocdUrl = 'https://argocd.acme.example'): unknown => JSON.parse(render(template(name).body, { app, context: { argocdUrl } }));
const application = fixture('application').body as { metadata: { uid: string; deletionTimestamp?: string }; status: { operationState: { startedAt: string; phase: string } } };

describe('the template that we ship', () => {
  it('renders here what Go renders', () => {
    expect(rendered('culprit-sync', application)).toEqual(fixture('sync-succeeded').body);
    expect(rendered('culprit-app', application)).toEqual(fixture('created').body);
  });

  it('is posted, by triggers that exist, each sync and phase once', () => {
    const triggers = Object.entries(manifest.data).filter(([key]) => key.startsWith('trigger.')).flatMap(([, text]) => parse(text) as { when: string; oncePer?: string; send: string[] }[]);
    expect(triggers.length).toBe(8);
    for (const { when, oncePer, send } of triggers) {
      expect(send.map((name) => template(name).method)).toEqual(['POST']);
      if (when.includes('operationState')) expect(oncePer).toBe('app.status.operationState.startedAt');
    }
  });

  it('carries no value of a chart: they may be secrets', () => {
    const secret = { ...application, spec: { source: { repoURL: 'https://x', helm: { values: 'password: hunter2' }, plugin: { env: [{ name: 'A', value: 'hunter2' }] } }, sources: [{ helm: { values: 'hunter2' } }] } };
    expect(JSON.stringify(rendered('culprit-sync', secret))).not.toContain('hunter2');
  });

  it('renders for an Application that has no status yet', () => {
    const bare = { metadata: { uid: 'u', name: 'new', creationTimestamp: '2026-01-15T10:00:00Z' }, spec: {} };
    expect(say(rendered('culprit-app', bare))).toMatchObject({ is: 'ok', events: [{ event: { title: 'Application new created', occurredAt: '2026-01-15T10:00:00.000Z' } }] });
    expect(say(rendered('culprit-sync', bare))).toMatchObject({ is: 'skip' });
  });
});

describe('a sync', () => {
  const running = change(fixture('sync-running').body);
  const done = change(fixture('sync-succeeded').body);

  it('is one change in all its phases, in any order, also where it ends in the second it began', () => {
    const inOneSecond = change({ ...application, status: { ...application.status, operationState: { ...application.status.operationState, finishedAt: application.status.operationState.startedAt } } });
    for (const end of [done, inOneSecond]) {
      for (const whole of [mergeChange(running, end), mergeChange(end, running)]) {
        expect(whole).toMatchObject({ id: running.id, phase: 'succeeded', occurredAt: '2024-03-05T07:33:03.000Z' });
        expect(whole.phases.map(({ phase }) => phase)).toEqual(['started', 'succeeded']);
      }
    }
  });

  it('has the id that the Application in the cluster gives it', () => {
    const { metadata: { uid } } = application;
    expect(done.id).toBe(factId('change', 'argocd', uid, 'sync', '2024-03-05T07:33:03.000Z'));
    expect(change(application).id).toBe(done.id);
    expect(done.identities).toContain(`argocd:${uid}:2024-03-05T07:33:03.000Z`);
  });

  it('back to a revision of its history is told as that', () => {
    const told = fixture('deployed-multi-source').body as { app: { status: { history: unknown[] } } };
    const before = { revision: '5be1f00c2a5f0c5a7b1e4a7d2a9e4a7d2a9e4a7d', deployStartedAt: '2026-01-10T00:00:00Z', deployedAt: '2026-01-10T00:00:10Z' };
    const back = change({ ...told, app: { ...told.app, status: { ...told.app.status, history: [before, ...told.app.status.history] } } });
    expect([back.title, back.attributes['rollback']]).toEqual(['Roll back checkout-api to 5be1f00', true]);
  });

  it('of a dry run changes nothing', () => {
    const dry = { ...application, status: { operationState: { ...application.status.operationState, operation: { sync: { dryRun: true } } } } };
    expect(say(dry)).toMatchObject({ is: 'skip', reason: expect.stringContaining('dry run') });
  });

  it('into the cluster of Argo CD is in no named cluster until the settings name it', () => {
    const here = { ...application, spec: { destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' } } };
    expect([change(here).cluster, change(here, { 'in-cluster': 'cluster-a' }).cluster, change({ ...here, spec: { destination: { server: 'https://10.0.0.1' } } }).cluster]).toEqual([undefined, 'cluster-a', undefined]);
  });
});

it('an Application that degrades and recovers is one alerting instance', () => {
  const [down, up] = ['health-degraded', 'health-healthy'].map((name) => say(fixture(name).body)).map((said) => (said.is === 'ok' && said.events[0]?.kind === 'alert' ? said.events[0].event : undefined));
  expect([down?.status, up?.status, down?.fingerprint === up?.fingerprint, down?.id === up?.id]).toEqual(['firing', 'resolved', true, false]);
  expect(down?.entities).toEqual(['service:checkout', 'shop/deployment/checkout-api', 'argocd:application/checkout-api']);
});

it('an image that stays the same while others change joins nothing', () => {
  expect(ownImages(['docker.io/acme/checkout:1.2', 'docker.io/istio/proxyv2:1.22.0', 'redis:7'], 'shop')).toEqual(['acme/checkout:1.2']);
  expect(ownImages(['acme/checkout:1.2', 'acme/worker:1.2'], 'checkout')).toEqual(['acme/checkout:1.2']);
  expect(ownImages(['a:1', 'b:1', 'c:1', 'd:1', 'e:latest', 'localhost:5000/f'], 'shop')).toEqual([]);
});

it('a body that says too little names the template to send', () => {
  for (const body of [{ text: 'Application checkout has degraded.' }, fixture('other-template-github-status').body, fixture('other-template-slack').body]) {
    expect(say(body)).toMatchObject({ is: 'reject', reason: expect.stringContaining('notifications.yaml') });
  }
});

describe('the images that a sync is known by', () => {
  const images = (resources: readonly object[]): string[] => change({
    metadata: { uid: 'u', name: 'cart', namespace: 'argocd' }, spec: { destination: { namespace: 'shop' }, source: { repoURL: 'https://github.com/acme/deploy.git' } },
    status: { summary: { images: ['docker.io/acme/cart:2.0.0'] }, operationState: { phase: 'Succeeded', startedAt: '2026-01-15T10:00:00Z', finishedAt: '2026-01-15T10:00:05Z', operation: {}, syncResult: { revision: 'a'.repeat(40), resources } } },
  }).identities.filter((identity) => identity.startsWith('image:'));
  const resource = (kind: string, message: string) => ({ group: 'apps', version: 'v1', kind, namespace: 'shop', name: 'cart', status: 'Synced', message });

  it('are those of the workloads that it changed, or may have changed', () => {
    expect(images([resource('Deployment', 'deployment.apps/cart configured')])).toEqual(['image:acme/cart:2.0.0']);
    expect(images([resource('Deployment', 'deployment.apps/cart serverside-applied')])).toEqual(['image:acme/cart:2.0.0']);
    expect(images([])).toEqual(['image:acme/cart:2.0.0']);
  });

  it('are none where it changed something else', () => {
    expect(images([resource('ConfigMap', 'configmap/cart configured'), resource('Deployment', 'deployment.apps/cart unchanged')])).toEqual([]);
    expect(images([resource('ConfigMap', 'configmap/cart configured')])).toEqual([]);
  });
});

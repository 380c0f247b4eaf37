import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { collectorK8s } from '@culprit/collector-k8s';
import { deploymentManifest, startListWatchServer, type ListWatchServer } from '@culprit/collector-k8s/testing';
import { collectorWebhooks, providers } from '@culprit/collector-webhooks';
import { correlator, readRules } from '@culprit/correlator';
import { topics } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import type { RunningService, Service } from '@culprit/nest';
import { noMetrics, silentLogger, systemClock, type EventLog, type ReadStore } from '@culprit/ports';
import { projector } from '@culprit/projector';
import { queryApi } from '@culprit/query-api';

// One commit on its way to two services, as GitHub, Jenkins, Argo CD, Kubernetes and LaunchDarkly tell it, each in its own words.

type Body = Record<string, unknown>;
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as { name: string; examples: Body[] }[];
const example = (event: string, fits: (body: Body) => boolean = () => true): Body => {
  const found = examples.find(({ name }) => name === event)?.examples.find(fits);
  if (found === undefined) throw new Error(`no example of ${event}`);
  return structuredClone(found);
};
const SECRET = 'a-secret-of-this-test';
const now = Math.floor(Date.now() / 1000) * 1000;
const ago = (minutes: number, seconds = 0): string => new Date(now - minutes * 60_000 + seconds * 1000).toISOString();
const whole = (time: string): string => time.replace(/\.\d+Z$/, 'Z');
const sha = (letter: string): string => `${letter}0`.repeat(20);
const [APP, BEFORE, CONFIG, CONFIG_BEFORE] = [sha('a'), sha('b'), sha('c'), sha('d')];
const repository = (full_name: string, rest: object = {}): object => ({ id: 1, full_name, name: full_name.split('/')[1], html_url: `https://github.com/${full_name}`, default_branch: 'main', owner: { login: 'acme' }, ...rest });
const mono = repository('acme/shop', { pushed_at: Math.floor((now - 30 * 60_000) / 1000) });
const person = (login: string): object => ({ login, type: 'User' });

let folder: string;
let log: EventLog;
let store: ReadStore;
let cluster: ListWatchServer;
let hooks: string;
let api: string;
const services: RunningService[] = [];

const start = async (service: Service, env: Record<string, unknown>): Promise<RunningService> => {
  const running = await service.start({ log, store, clock: systemClock, logger: silentLogger, metrics: noMetrics, rules: readRules }, service.config.parse(env));
  services.unshift(running);
  return running;
};
const until = async <T>(question: () => Promise<T | undefined>, what: () => string, ms = 120_000): Promise<T> => {
  for (const end = Date.now() + ms; ;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`it did not come to ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
const send = async (name: string, body: Body, headers: Record<string, string> = {}): Promise<void> => {
  const provider = providers.find((each) => each.name === name)!;
  const text = Buffer.from(JSON.stringify(body));
  const response = await fetch(`${hooks}/webhooks/${name}`, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...provider.sign(SECRET, text, Date.now()), ...headers } });
  if (response.status !== 200) throw new Error(`${name} is answered ${response.status}: ${await response.text()}`);
};
const github = (event: string, body: Body): Promise<void> => send('github', body, { 'x-github-event': event, 'x-github-delivery': crypto.randomUUID() });
const post = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${hooks}/v1/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (response.status !== 200) throw new Error(`/v1/${path} is answered ${response.status}: ${await response.text()}`);
};
const data = async <T>(query: string, variables: object = {}): Promise<T> => {
  const response = await fetch(`${api}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const { data: said, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return said;
};

/** What GitHub tells of the commit: pushed, merged, built, published, deployed. */
const fromGitHub = async (): Promise<void> => {
  const push = example('push');
  const commit = { ...(push['head_commit'] as object | null), id: APP, message: 'Retry twice (#7)\n\nReviewed-by: Rex <rex@acme.example>', timestamp: ago(30), url: `https://github.com/acme/shop/commit/${APP}`, author: { name: 'Ada', username: 'ada' }, committer: { name: 'GitHub', username: 'web-flow' }, added: [], removed: [], modified: ['cart/retry.ts'] };
  await github('push', { ...push, ref: 'refs/heads/main', before: BEFORE, after: APP, deleted: false, commits: [commit], head_commit: commit, repository: mono, sender: person('mia'), compare: `https://github.com/acme/shop/compare/${BEFORE}...${APP}` });
  const pull = example('pull_request', ({ action }) => action === 'closed');
  await github('pull_request', { ...pull, repository: mono, sender: person('mia'), pull_request: {
    ...(pull['pull_request'] as object), number: 7, title: 'Retry twice', html_url: 'https://github.com/acme/shop/pull/7', merged: true, merged_at: ago(30), merge_commit_sha: APP, user: person('ada'), merged_by: person('mia'), base: { ref: 'main', sha: BEFORE }, head: { ref: 'retry' },
  } });
  const run = example('workflow_run', ({ action }) => action === 'completed');
  await github('workflow_run', { ...run, repository: mono, sender: person('mia'), workflow_run: {
    ...(run['workflow_run'] as object), id: 77, name: 'Build', event: 'push', status: 'completed', conclusion: 'success', head_branch: 'main', head_sha: APP, created_at: ago(29), run_started_at: ago(29), updated_at: ago(26), actor: person('mia'), triggering_actor: person('mia'),
  } });
  const published = example('package', (body) => body['action'] === 'published');
  // the image of pay is built by the workflow, that of cart by Jenkins
  const digest = `sha256:2${'0'.repeat(63)}`;
  await github('package', { ...published, repository: mono, sender: person('mia'), package: {
    ...(published['package'] as object), name: 'pay', namespace: 'acme', package_type: 'CONTAINER', owner: person('acme'), created_at: ago(26), updated_at: ago(26), html_url: 'https://github.com/orgs/acme/packages/container/package/pay',
    package_version: { id: 2, version: digest, created_at: ago(26), updated_at: ago(26), container_metadata: { tag: { name: '2.0.0', digest }, labels: { all_labels: { 'org.opencontainers.image.revision': APP } } } },
  } });
  const deployed = example('deployment_status');
  for (const [id, service] of [[70, 'cart'], [71, 'pay']] as const) {
    const deployment = { ...(deployed['deployment'] as object), id, sha: APP, ref: 'main', environment: 'production', payload: { service }, creator: person('dan'), created_at: ago(20) };
    await github('deployment_status', { ...deployed, repository: mono, sender: person('dan'), deployment, deployment_status: { ...(deployed['deployment_status'] as object), state: 'success', environment: 'production', created_at: ago(16) } });
  }
};

const fromJenkins = async (): Promise<void> => {
  const { body } = providers.find(({ name }) => name === 'jenkins')!.sample(ago(25));
  const sample = body as { build: Body };
  await send('jenkins', { ...sample, name: 'image', url: 'job/shop/job/image/', build: {
    ...sample.build, full_url: 'https://ci.acme.example/job/shop/job/image/18/', url: 'job/shop/job/image/18/', scm: { url: 'https://github.com/acme/shop.git', branch: 'origin/main', commit: APP, changes: [], culprits: [] },
    parameters: { SERVICE: 'cart', IMAGE: 'docker.io/acme/cart:2.0.0' },
  } });
};

const UIDS = { cart: 'c0ffee00-0000-4000-8000-00000000000a', pay: 'c0ffee00-0000-4000-8000-00000000000b' };
const imageOf = (service: string, version: string): string => (service === 'cart' ? `docker.io/acme/cart:${version}` : `ghcr.io/acme/pay:${version}`);
/** Both Applications follow one repository of configuration, in which a bot has written the new images. */
const fromArgo = async (): Promise<void> => {
  const commit = { id: CONFIG, message: 'Images of shop 2.0.0', timestamp: ago(15), url: `https://github.com/acme/deploy/commit/${CONFIG}`, author: { name: 'shop-bot' } };
  await github('push', { ...example('push'), ref: 'refs/heads/main', before: CONFIG_BEFORE, after: CONFIG, deleted: false, commits: [commit], head_commit: commit, repository: repository('acme/deploy', { pushed_at: Math.floor((now - 15 * 60_000) / 1000) }), sender: { login: 'shop-bot[bot]', type: 'Bot' } });
  const { body } = providers.find(({ name }) => name === 'argocd')!.sample(whole(ago(10)));
  const sample = body as { app: { metadata: object; spec: object; status: { operationState: { operation: object; syncResult: object } } } };
  for (const service of ['cart', 'pay'] as const) {
    const { metadata, spec, status } = sample.app;
    await send('argocd', { ...sample, app: {
      metadata: { ...metadata, uid: UIDS[service], name: service }, spec: { ...spec, source: { repoURL: 'https://github.com/acme/deploy.git', path: service, chart: null, targetRevision: 'main' } },
      status: {
        ...status, summary: { images: [imageOf(service, '2.0.0'), 'docker.io/envoyproxy/envoy:v1.30.0'] }, history: [{ id: 1, revision: CONFIG_BEFORE, deployStartedAt: whole(ago(600)), deployedAt: whole(ago(599)) }],
        operationState: {
          ...status.operationState, startedAt: whole(ago(10)), finishedAt: whole(ago(10, 5)), operation: { initiatedBy: { username: 'dan' }, sync: { revision: CONFIG, revisions: null, dryRun: null } },
          syncResult: { revision: CONFIG, revisions: null, resources: [{ group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: service, status: 'Synced', message: `deployment.apps/${service} configured` }] },
        },
      },
    } });
  }
};
const deployed = (service: string, version: string, minutes: number) => cluster.apply(
  deploymentManifest(service, { image: imageOf(service, version), creationTimestamp: whole(ago(900)), annotations: { 'argocd.argoproj.io/tracking-id': `${service}:apps/Deployment:shop/${service}` } }),
  { manager: 'argocd-controller', operation: 'Apply', time: whole(ago(minutes)) },
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-chain-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  store = await openClickHouseStore({ path: join(folder, 'store') });
  cluster = await startListWatchServer();
  await log.ensureTopics(Object.values(topics));
  await start(correlator as unknown as Service, {});
  await start(projector as unknown as Service, {});
  api = `http://127.0.0.1:${((await start(queryApi as unknown as Service, { QUERY_API_PORT: 0, QUERY_API_SECONDS: 60 })) as RunningService & { port: number }).port}`;
  const catalog = join(folder, 'catalog.yaml');
  await writeFile(catalog, `
- { name: cart, environment: production, aliases: [shop/deployment/cart], owns: ["launchdarkly:flag/shop/new-cart"] }
- { name: pay, environment: production, aliases: [shop/deployment/pay] }
- { name: front, environment: production }
`);
  hooks = ((await start(collectorWebhooks, {
    COLLECTOR_WEBHOOKS_PORT: 0, CATALOG_FILES: catalog, COLLECTOR_WEBHOOKS_GITHUB_SECRETS: SECRET, COLLECTOR_WEBHOOKS_JENKINS_TOKENS: SECRET, COLLECTOR_WEBHOOKS_ARGOCD_TOKENS: SECRET, COLLECTOR_WEBHOOKS_LAUNCHDARKLY_SECRETS: SECRET,
  })) as RunningService & { url: string }).url;
  for (const service of ['cart', 'pay']) deployed(service, '1.0.0', 900);
  const k8s = await start(collectorK8s as unknown as Service, { COLLECTOR_K8S_SERVER: cluster.url, COLLECTOR_K8S_CLUSTER: 'eu-1', COLLECTOR_K8S_ENVIRONMENT: 'production', COLLECTOR_K8S_REDACTION_KEY: 'a key of this test' });
  await until(async () => (k8s.readiness().ready ? true : undefined), () => 'a collector that is ready');
  await fromGitHub();
  await fromJenkins();
  await fromArgo();
  deployed('cart', '2.0.0', 9.9);
  deployed('pay', '2.0.0', 9.8);
  await post('dependencies', { from: 'front', to: 'cart', environment: 'production' });
  await post('alerts', { id: 'alert', fingerprint: 'front', service: 'front', environment: 'production', class: 'errors', severity: 'critical', startsAt: ago(5), title: 'Errors on front' });
}, 300_000);
afterAll(async () => {
  for (const service of services) await service.stop();
  await cluster?.close();
  await log?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

interface Step { readonly id: string; readonly kind: string; readonly services: string[]; readonly source: { readonly provider: string }; readonly title: string; readonly occurredAt: string }
interface Code { readonly repository: string; readonly from: string | null; readonly to: string; readonly commits: { readonly sha: string; readonly title: string }[] }
interface First extends Step { readonly people: { readonly name: string; readonly role: string }[]; readonly linked: Step[]; readonly code: Code | null }
interface Suspect { readonly service: string; readonly change: First; readonly linked: Step[] }
interface Incident { readonly services: string[]; readonly suspects: Suspect[] }

const step = 'id kind services source { provider } title occurredAt';
const suspectsOf = async (service: string): Promise<Suspect[]> => {
  const { incidents } = await data<{ incidents: { nodes: Incident[] } }>(`{ incidents(first: 5) { nodes { services suspects { service change { ${step} people { name role } linked { ${step} } code { repository from to commits { sha title } } } linked { ${step} } } } } }`);
  return incidents.nodes.find(({ services: on }) => on.includes(service))?.suspects ?? [];
};
const steps = ({ change, linked }: Suspect): Step[] => [change, ...linked];
const named = (each: Step): string => `${each.source.provider} ${each.kind.toLowerCase()}`;
/** The suspects, once they are so many and one of them holds just these steps: on the way there others may hold as many. */
const suspected = (service: string, count: number, wanted: readonly string[]): Promise<Suspect[]> => {
  let seen: string[] = [];
  return until(async () => {
    const all = await suspectsOf(service);
    const held = all.map((each) => steps(each).map(named).sort().join(', '));
    seen = held.map((each, i) => `${all[i]?.service ?? ''}: ${each}`);
    // the store tells those steps too, once the projector has written them; and what came after the alert
    const shown = all.every(({ change, linked }) => linked.every(({ id }) => change.linked.some((each) => each.id === id)));
    return all.length === count && held.includes([...wanted].sort().join(', ')) && shown ? all : undefined;
  }, () => `such a suspect on ${service}, but to ${JSON.stringify(seen)}`);
};
const CHAIN = ['argocd deployment', 'github code', 'github code', 'github code', 'github deployment', 'github job', 'jenkins job', 'kubernetes deployment'];
const only = <T>(all: readonly T[]): T => {
  expect(all).toHaveLength(1);
  return all[0] as T;
};

describe('one commit on its way to two services', () => {
  it('is one suspect with all its steps, of which the rollout is closest to impact', async () => {
    const suspect = only(await suspected('front', 1, CHAIN));
    expect(suspect.service).toBe('cart');
    expect(steps(suspect).map(named).sort()).toEqual(CHAIN);
    expect([named(suspect.change), suspect.change.title]).toEqual(['kubernetes deployment', 'Deploy cart: image docker.io/acme/cart:1.0.0 → docker.io/acme/cart:2.0.0']);
    expect(new Set(steps(suspect).flatMap((each) => each.services))).toEqual(new Set(['cart']));
  }, 180_000);

  it('names its people, and the commits of the application, not of the configuration', async () => {
    const { change, linked } = only(await suspected('front', 1, CHAIN));
    const by = (role: string): string[] => change.people.filter((each) => each.role === role).map(({ name }) => name).sort();
    expect(Object.fromEntries(['author', 'approver', 'merger', 'pusher', 'deployer'].map((role) => [role, by(role)]))).toEqual({
      author: ['ada', 'shop-bot'], approver: ['Rex'], merger: ['mia'], pusher: ['mia'], deployer: ['dan'],
    });
    expect(change.code).toMatchObject({ repository: 'acme/shop', to: APP, commits: [{ sha: APP, title: 'Retry twice (#7)' }] });
    const sync = linked.find(({ source }) => source.provider === 'argocd')!;
    const { change: asked } = await data<{ change: { code: Code } }>('query ($id: ID!) { change(id: $id) { code { repository from to commits { sha title } } } }', { id: sync.id });
    expect(asked.code).toEqual({ repository: 'acme/deploy', from: CONFIG_BEFORE, to: CONFIG, commits: [{ sha: CONFIG, title: 'Images of shop 2.0.0' }] });
  }, 180_000);

  it('is another suspect of the other service, with no step of the first', async () => {
    await post('alerts', { id: 'alert-pay', fingerprint: 'pay', service: 'pay', environment: 'production', class: 'errors', severity: 'critical', startsAt: ago(4), title: 'Errors on pay' });
    const all = await suspected('pay', 2, ['argocd deployment', ...Array<string>(4).fill('github code'), 'github deployment', 'github job', 'kubernetes deployment']);
    expect(all.map(({ service, change }) => [service, named(change)])).toContainEqual(['pay', 'kubernetes deployment']);
    expect(all[0]?.service).toBe('pay');
    for (const suspect of all) {
      expect(new Set([...steps(suspect), ...suspect.change.linked].flatMap((each) => each.services))).toEqual(new Set([suspect.service]));
    }
  }, 180_000);

  it('ends with the flag that lets people in: the percentage that was raised last before the alert', async () => {
    const raise = async (id: string, minutes: number, percent: number): Promise<void> => {
      const { body } = providers.find(({ name }) => name === 'launchdarkly')!.sample(ago(minutes));
      const fallthrough = (weight: number) => ({ key: 'new-cart', name: 'New cart', variations: [{ value: true }, { value: false }], tags: [], environments: { production: { on: true, fallthrough: { rollout: { variations: [{ variation: 0, weight: weight * 1000 }, { variation: 1, weight: (100 - weight) * 1000 }] } } } } });
      const resource = 'proj/shop:env/production:flag/new-cart';
      await send('launchdarkly', {
        ...(body as Body), _id: id, date: Date.parse(ago(minutes)), name: 'New cart', accesses: [{ action: 'updateFallthrough', resource }], target: { name: 'New cart', resources: [resource] }, titleVerb: `served ${percent} % of the flag`,
        currentVersion: fallthrough(percent), previousVersion: fallthrough(percent / 2),
      });
    };
    for (const [id, minutes, percent] of [['r1', 8, 10], ['r2', 7, 50], ['r3', 6, 100], ['r4', 1, 100]] as const) await raise(id, minutes, percent);
    const apart = await until(async () => {
      const all = await suspectsOf('front');
      return all.length === 2 && all.every((each) => steps(each).length >= 3) ? all : undefined;
    }, () => 'a suspect of the flag');
    expect(apart.map(({ change, linked }) => [named(change), change.occurredAt, linked.length]).sort()).toEqual([['kubernetes deployment', expect.any(String), 7], ['launchdarkly feature_flag', ago(6), 2]]);
    // a release says which flag goes with which commit
    await post('changes', { id: 'release', kind: 'custom', title: 'Release 2.0.0: new-cart', service: 'cart', environment: 'production', occurredAt: ago(11), identities: [`commit:${APP}`, 'flag:launchdarkly/shop/new-cart'] });
    const suspect = only(await suspected('front', 1, [...CHAIN, 'custom custom', ...Array<string>(3).fill('launchdarkly feature_flag')]));
    expect([named(suspect.change), suspect.change.occurredAt]).toEqual(['launchdarkly feature_flag', ago(6)]);
  }, 180_000);
});

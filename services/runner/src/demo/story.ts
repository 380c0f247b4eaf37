import { createHash } from 'node:crypto';
import { deploymentManifest, type Manifest, type Write } from '@culprit/collector-k8s/testing';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What somebody does to a cluster, and when. */
export interface Apply {
  readonly manifest: Manifest;
  readonly write: Write;
}

/** The story of two services, told around one moment: the same moment gives the same story, ids and all. */
export interface Story {
  /** How the cluster stood before. */
  readonly baseline: readonly Apply[];
  /** A call between two services, as POST /v1/dependencies takes it. */
  readonly call: Readonly<Record<string, unknown>>;
  readonly earlierDeploy: Apply;
  readonly push: { readonly delivery: string; readonly body: Readonly<Record<string, unknown>>; readonly person: string };
  readonly deploy: Apply;
  /** A monitor's notification, in Datadog's words. */
  readonly alert: Readonly<Record<string, unknown>>;
}

const sha = (of: string): string => createHash('sha1').update(of).digest('hex');
const uid = (of: string): string => sha(of).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
const iso = (ms: number): string => new Date(ms).toISOString();

/** Who lowers the replicas. */
export const PERSON = 'mia-chen';
const REPOSITORY = { full_name: 'acme/rest-api', name: 'rest-api', html_url: 'https://github.example/acme/rest-api', default_branch: 'main' };

/** `now` (ms since 1970) is when the alert fires. */
export const storyAt = (now: number): Story => {
  const commit = sha(`rest-api at ${now}`);
  const old = sha(`rest-api before ${now}`);
  const service = (name: string, replicas: number, tag: string, ran: string): Manifest =>
    deploymentManifest(name, {
      uid: uid(name), creationTimestamp: iso(now - 30 * DAY), replicas, image: `acme/${name}:${tag}`,
      labels: { 'tags.datadoghq.com/service': name },
      annotations: { 'culprit.dev/repository': `acme/${name}` },
      templateAnnotations: { 'culprit.dev/commit': ran },
    });
  const by = (manager: string, at: number): Write => ({ manager, operation: 'Update', time: iso(at) });
  const dataProcessor = sha(`data-processor at ${now}`);
  const message = 'Lower the replica count: 5 should do';
  const link = `${REPOSITORY.html_url}/commit/${commit}`;
  const pushed = now - 100 * SECOND;

  return {
    baseline: [
      { manifest: service('rest-api', 50, '1.41.0', old), write: by('argocd-controller', now - 30 * DAY) },
      { manifest: service('data-processor', 10, '411', sha(`data-processor before ${now}`)), write: by('argocd-controller', now - 30 * DAY) },
    ],
    call: { from: 'data-processor', to: 'rest-api', environment: 'production', kind: 'http', source: 'declared', validFrom: iso(now - 30 * DAY), observedAt: iso(now - 30 * DAY) },
    earlierDeploy: { manifest: service('data-processor', 10, '412', dataProcessor), write: by('argocd-controller', now - 10 * HOUR) },
    push: {
      person: PERSON,
      delivery: uid(`push of ${commit}`),
      body: {
        ref: 'refs/heads/main', before: old, after: commit, compare: `${REPOSITORY.html_url}/compare/${old.slice(0, 7)}...${commit.slice(0, 7)}`,
        head_commit: { id: commit, message, timestamp: iso(pushed), url: link, author: { name: 'Mia Chen', username: PERSON } },
        commits: [{ id: commit, message, timestamp: iso(pushed), url: link, author: { name: 'Mia Chen', username: PERSON } }],
        repository: { ...REPOSITORY, pushed_at: Math.floor(pushed / SECOND) },
        pusher: { name: PERSON }, sender: { login: PERSON, type: 'User' },
      },
    },
    deploy: { manifest: service('rest-api', 5, '1.41.0', commit), write: by('argocd-controller', now - MINUTE) },
    alert: {
      id: uid(`alert at ${now}`).slice(0, 8), alert_id: '4711', alert_cycle_key: sha(`cycle ${now}`).slice(0, 16), alert_transition: 'Triggered', alert_priority: 'P1',
      alert_title: 'data-processor: error rate above 5 %', event_title: '[P1] [Triggered on {service:data-processor,env:production}] data-processor: error rate above 5 %',
      alert_metric: 'trace.http.request.errors', alert_scope: 'env:production,service:data-processor', tags: 'env:production,service:data-processor',
      date: String(now), last_updated: String(now), org_id: '1001', org_name: 'acme', link: 'https://datadog.example/monitors/4711',
    },
  };
};

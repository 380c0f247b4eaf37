import type { Actor } from '@culprit/domain';
import type { KubeObject, RealCluster } from './real-kubernetes.js';

/** One real change of a spec, as the API server took it. */
export interface Edit {
  readonly entity: string;
  readonly actor: Actor['kind'];
  /** What the changed path says after it. */
  readonly path: string;
  readonly after: unknown;
}

/** A seeded source of chance, so that a day can be played again. */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

const managers: readonly (readonly [manager: string, actor: Actor['kind']])[] = [['kubectl-edit', 'human'], ['kubectl-patch', 'human'], ['argocd-controller', 'automation'], ['kustomize-controller', 'automation'], ['helm', 'unknown'], ['jenkins', 'unknown']];

const deployments = '/apis/apps/v1/namespaces/shop/deployments';
const configMaps = '/api/v1/namespaces/shop/configmaps';

/** What people and tools do to a cluster all day: each call makes one edit and what comes of it, as it was written down before. */
export const editor = (cluster: RealCluster, names: readonly string[], random: () => number) => {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const replicas = new Map(names.map((name) => [name, 2]));
  let serial = 0;
  let movement = 0;

  const edit = async (): Promise<Edit> => {
    const name = pick(names);
    const [manager, actor] = pick(managers);
    const entity = `shop/deployment/${name}`;
    const n = ++serial;
    const patch = (path: string, body: unknown, type = STRATEGIC, by = manager): Promise<KubeObject> => cluster.request('PATCH', `${path}?fieldManager=${by}${type === APPLY ? '&force=true' : ''}`, body, type);
    const container = (fields: object): object => ({ spec: { template: { spec: { containers: [{ name, ...fields }] } } } });
    const applied = (fields: object): object => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, ...container(fields) });
    switch (Math.floor(random() * 6)) {
      case 0: {
        // never what it is already: that would be no edit
        const next = ((replicas.get(name) ?? 0) + 1 + Math.floor(random() * 3)) % 5;
        replicas.set(name, next);
        await patch(`${deployments}/${name}/scale`, { spec: { replicas: next } }, MERGE, 'kubectl');
        return { entity, actor: 'human', path: 'spec.replicas', after: next };
      }
      case 1:
        await patch(`${deployments}/${name}`, container({ image: `ghcr.io/acme/${name}:${n}` }));
        return { entity, actor, path: `spec.template.spec.containers[${name}].image`, after: `ghcr.io/acme/${name}:${n}` };
      case 2:
        await patch(`${deployments}/${name}`, applied({ image: `ghcr.io/acme/${name}:${n}` }), APPLY);
        return { entity, actor, path: `spec.template.spec.containers[${name}].image`, after: `ghcr.io/acme/${name}:${n}` };
      case 3:
        await patch(`${deployments}/${name}`, container({ env: [{ name: 'WORKERS', value: String(n) }] }));
        return { entity, actor, path: `spec.template.spec.containers[${name}].env[WORKERS]`, after: String(n) };
      case 4:
        await patch(`${deployments}/${name}`, { spec: { progressDeadlineSeconds: 600 + n } }, MERGE);
        return { entity, actor, path: 'spec.progressDeadlineSeconds', after: 600 + n };
      default:
        await patch(`${configMaps}/${name}`, { data: { 'app.yaml': `workers: ${n}\nname: ${name}\n` } }, MERGE);
        return { entity: `shop/configmap/${name}`, actor, path: 'data[app.yaml].workers', after: n };
    }
  };

  /** What is no change: labels and annotations of the object, a patch that says what is so already. */
  const noise = async (): Promise<void> => {
    const name = pick(names);
    const n = ++serial;
    if (random() < 0.5) await cluster.request('PATCH', `${configMaps}/${name}?fieldManager=kubectl-label`, { metadata: { labels: { note: String(n) } } }, MERGE);
    else await cluster.request('PATCH', `${deployments}/${name}?fieldManager=kubectl-label`, { metadata: { labels: { note: String(n) } } }, MERGE);
  };
  /** The limits of an autoscaler are somebody's change; what it makes of them is its own. */
  const limits = async (name: string): Promise<Edit> => {
    const [manager, actor] = pick(managers);
    const n = ++serial;
    // the lower bound moves the workload, the upper one tells which edit it was
    const [minReplicas, maxReplicas] = [n % 2 === 0 ? 1 : 3 + (n % 4), 9 + n];
    await cluster.request('PATCH', `/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/${name}?fieldManager=${manager}`, { spec: { minReplicas, maxReplicas } }, MERGE);
    return { entity: `shop/horizontalpodautoscaler/${name}`, actor, path: 'spec.maxReplicas', after: maxReplicas };
  };

  /** A move as an autoscaler makes it. */
  const move = async (name: string): Promise<void> => {
    await cluster.request('PATCH', `${deployments}/${name}/scale?fieldManager=kube-controller-manager`, { spec: { replicas: 3 + (++movement % 5) } }, MERGE);
  };
  return { edit, noise, limits, move };
};

/** A workload with its configuration. */
export const seed = async (cluster: RealCluster, name: string): Promise<void> => {
  await cluster.request('POST', configMaps, { metadata: { name }, data: { 'app.yaml': `workers: 0\nname: ${name}\n` } });
  const labels = { 'app.kubernetes.io/name': name };
  await cluster.request('POST', `${deployments}?fieldManager=helm`, {
    metadata: { name, labels },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image: `ghcr.io/acme/${name}:0`, envFrom: [{ configMapRef: { name } }] }] } } },
  });
};

import type { ChangeScope } from '@culprit/domain';
import type { Autoscaler } from './change/actor.js';
import type { About } from './change/found.js';
import type { Facts, Selector, WatchedKind } from './kinds/kind.js';
import { entityOf } from './kinds/meta.js';
import { Several } from './several.js';

const matches = ({ labels, expressions = [] }: Selector, pod: Readonly<Record<string, string>>): boolean =>
  Object.entries(labels).every(([key, value]) => pod[key] === value) &&
  expressions.every(({ key, operator, values }) => {
    const value = pod[key];
    switch (operator) {
      case 'In': return value !== undefined && (values ?? []).includes(value);
      case 'NotIn': return value === undefined || !(values ?? []).includes(value);
      case 'Exists': return value !== undefined;
      case 'DoesNotExist': return value === undefined;
      default: return false;
    }
  });

const SCALER = /\/(horizontalpodautoscaler|scaledobject)\//;
const DEEPEST = 6;
const namespaceOf = (entity: string): string => (entity.split('/').length > 2 ? (entity.split('/')[0] ?? '') : '');

/** How the objects of a cluster are related, so that a change of one is told of the workloads that it is a change of. */
export class Relations {
  /** As text: there is one of every workload, and few are asked for. */
  private readonly facts = new Map<string, string>();
  /** Who uses an entity. */
  private readonly users = new Several();
  /** The workloads of each namespace. */
  private readonly workloads = new Several();
  /** Who scales a workload. */
  private readonly scalers = new Several();
  /** Raised when anything moved that could make other edges. */
  version = 0;

  put(entity: string, facts: Facts | undefined): void {
    const text = facts === undefined ? undefined : JSON.stringify(facts);
    if (this.facts.get(entity) === text) return;
    this.remove(entity);
    this.version++;
    if (facts === undefined || text === undefined) return;
    this.facts.set(entity, text);
    for (const used of facts.uses ?? []) this.users.add(used, entity);
    if (SCALER.test(entity)) for (const target of facts.acts ?? []) this.scalers.add(target, entity);
    if (facts.podLabels !== undefined) this.workloads.add(namespaceOf(entity), entity);
  }

  remove(entity: string): void {
    const facts = this.of(entity);
    if (facts === undefined) return;
    this.version++;
    this.facts.delete(entity);
    for (const used of facts.uses ?? []) this.users.take(used, entity);
    if (SCALER.test(entity)) for (const target of facts.acts ?? []) this.scalers.take(target, entity);
    this.workloads.take(namespaceOf(entity), entity);
  }

  /** The workloads that an entity is a change of; `own`: what it says of itself now. Sorted. */
  affected(entity: string, own?: Facts): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (at: string, facts: Facts | undefined, depth: number): void => {
      if (seen.has(at) || depth > DEEPEST) return;
      seen.add(at);
      if (facts?.podLabels !== undefined) return void found.add(at);
      for (const each of this.selected(namespaceOf(at), facts?.selects)) found.add(each);
      for (const next of facts?.acts ?? []) visit(next, this.of(next), depth + 1);
      for (const user of this.users.of(at)) visit(user, this.of(user), depth + 1);
    };
    visit(entity, own ?? this.of(entity), 0);
    return [...found].sort();
  }

  /** Whose a change of an object is. `known`: its name as entities have it. */
  about(kind: WatchedKind, cluster: string, environment: string, object: { readonly namespace: string; readonly name: string }, shown: string, facts: Facts | undefined): About {
    const actual = entityOf(object.namespace, kind.name, object.name);
    const entity = entityOf(object.namespace, kind.name, shown);
    const entities = [...new Set([entity, ...this.affected(actual, facts)])];
    if (kind.reach === 'objects' || entities.length > 1 || (facts ?? this.of(actual))?.selects !== undefined) return { entities };
    const inside = kind.name === 'namespace' ? object.name : object.namespace;
    const scope: ChangeScope = { clusters: [cluster], namespaces: kind.reach === 'namespace' ? [inside] : [], environment };
    return { entities, scope };
  }

  /** What scales a workload by itself; KEDA before the autoscaler that it makes. */
  autoscalerOf(entity: string): Autoscaler | undefined {
    const scalers = [...this.scalers.of(entity)];
    if (scalers.some((scaler) => scaler.includes('/scaledobject/'))) return 'scaledobject';
    return scalers.length > 0 ? 'horizontalpodautoscaler' : undefined;
  }

  /** The workload that a pod is one of, by its name alone: what an Event knows of it. */
  workloadOfPod(pod: string): string | undefined {
    const [namespace = '', , name = ''] = pod.split('/');
    const [one, two] = [name.replace(/-[^-]+$/, ''), name.replace(/-[^-]+-[^-]+$/, '')];
    const candidates = [entityOf(namespace, 'deployment', two), entityOf(namespace, 'rollout', two), entityOf(namespace, 'statefulset', one), entityOf(namespace, 'daemonset', one), entityOf(namespace, 'replicaset', one), entityOf(namespace, 'job', one)];
    return candidates.find((entity) => this.facts.has(entity));
  }

  /** Calls that configuration speaks of: a workload whose values, or those of what it uses, name a Service; and what routes lead to. */
  *calls(): Generator<readonly [from: string, to: string, how: 'config' | 'route']> {
    for (const [entity, text] of this.facts) {
      const facts = JSON.parse(text) as Facts;
      if (facts.podLabels !== undefined) {
        const hosts = new Set([...(facts.hosts ?? []), ...(facts.uses ?? []).flatMap((used) => this.of(used)?.hosts ?? [])]);
        for (const host of hosts) for (const to of this.behind(namespaceOf(entity), host)) if (to !== entity) yield [entity, to, 'config'];
      } else if (/\/(ingress|httproute)\//.test(entity)) {
        for (const to of this.affected(entity)) yield [entity, to, 'route'];
      }
    }
  }

  private of(entity: string): Facts | undefined {
    const text = this.facts.get(entity);
    return text === undefined ? undefined : (JSON.parse(text) as Facts);
  }

  private selected(namespace: string, selector: Selector | undefined): string[] {
    if (selector === undefined) return [];
    return [...this.workloads.of(namespace)].filter((entity) => matches(selector, this.of(entity)?.podLabels ?? {}));
  }

  /** The workloads behind a host name as it is read in a namespace. */
  private behind(namespace: string, host: string): string[] {
    const [name = '', other, ...rest] = host.split('.');
    if (rest.length > 0 && rest[0] !== 'svc') return [];
    const service = entityOf(other ?? namespace, 'service', name);
    return this.facts.has(service) ? this.affected(service) : [];
  }
}

import { createHash } from 'node:crypto';
import { type Chance, chance } from './chance.ts';
import type { Parameters } from './parameters.ts';
import type { Telling } from './tell.ts';
import type { Node } from './topology.ts';

export interface Made {
  readonly id: string;
  /** When it took effect, ms: of a rollout in stages, one of them. */
  readonly effectiveAt: number;
  readonly service: string | undefined;
  /** What an alert may say of it: a version, a flag, a key. */
  readonly marks: Readonly<Record<string, string>>;
}

export interface Wanted {
  readonly environment?: string;
  /** One commit for several services. */
  readonly commit?: string;
  readonly rollback?: boolean;
  readonly unmapped?: boolean;
  /** Names its cluster alone. */
  readonly scopeOnly?: boolean;
}

const people = ['ada', 'grace', 'linus', 'margaret', 'ken', 'barbara', 'dennis', 'radia'];
const senders: Readonly<Record<string, string>> = { deployment: 'argocd', config: 'github', 'feature-flag': 'launchdarkly', job: 'jenkins', scaling: 'kubernetes', infrastructure: 'terraform', code: 'github' };
const settings = ['pool.size', 'timeout.ms', 'retries', 'cache.ttl', 'limits.memory', 'db.url'];

/** Tells of changes as their tools would: the merge before, each stage of a rollout, the end. */
export const changer = (parameters: Parameters, { tell, id }: Telling, seed: string) => {
  const draw: Chance = chance(`${seed}/changes`);
  const { changes, arrival } = parameters;
  let number = 100;
  const commitOf = (): string => createHash('sha1').update(`${seed}/${number++}`).digest('hex');

  const looks = (kind: string, node: Node, { rollback = false }: Wanted): Record<string, unknown> => {
    const [v, n] = [number++, draw.whole(2, 12)];
    switch (kind) {
      case 'deployment':
        return { title: rollback ? `Roll back ${node.name} to v${v - 9}` : `Deploy ${node.name} v${v}`, revision: { version: `v${v}` }, diff: [{ path: `containers[${node.name}].image`, before: `acme/${node.name}:v${v - 3}`, after: `acme/${node.name}:v${v}` }] };
      case 'config': {
        const path = draw.one(settings);
        return { title: `Config of ${node.name}: ${path}`, diff: [{ path, before: n * 10, after: draw.whole(1, 200) }] };
      }
      case 'feature-flag':
        return { title: `Flag ${node.system}-${v} on for ${node.name}`, identities: [`flag:${node.system}-${v}`] };
      case 'scaling':
        return { title: `Scale ${node.name}`, actor: { name: 'horizontal-pod-autoscaler', kind: 'autoscaler' }, diff: [{ path: 'spec.replicas', before: n, after: n + draw.whole(1, 6) }] };
      case 'job':
        return { title: `CI of ${node.name} #${v}`, phase: draw.is(changes.failedJobs) ? 'failed' : 'succeeded' };
      default:
        return { title: `Apply ${node.name}: instance type`, diff: [{ path: 'instance_type', before: 'm6.large', after: 'm7.large' }] };
    }
  };

  const marksOf = (kind: string, looked: ReturnType<typeof looks>): Record<string, string> => {
    const text = JSON.stringify(looked);
    if (kind === 'deployment') return { version: /"version":"([^"]+)"/.exec(text)?.[1] ?? '' };
    if (kind === 'feature-flag') return { flag: /"flag:([^"]+)"/.exec(text)?.[1] ?? '' };
    return kind === 'config' ? { key: /"path":"([^"]+)"/.exec(text)?.[1] ?? '' } : {};
  };

  const make = (kind: string, node: Node, at: number, wanted: Wanted = {}): Made => {
    const name = id('c');
    const commit = wanted.commit ?? commitOf();
    const sender = `${senders[kind] ?? 'custom'}/${node.cluster}`;
    const person = { name: draw.one(people), kind: 'human' };
    const about = wanted.unmapped === true ? { entities: [`legacy/${node.name}-x`] } : wanted.scopeOnly === true ? { scope: { clusters: [node.cluster] } } : { service: node.name };
    const looked = looks(kind, node, wanted);
    const marks = marksOf(kind, looked);
    const base = {
      id: name, kind, environment: wanted.environment ?? 'production', cluster: node.cluster, source: { provider: senders[kind] ?? 'custom', instance: node.cluster },
      actor: person, identities: kind === 'deployment' || kind === 'config' ? [`commit:${commit}`] : [], occurredAt: at, ...about, ...looked,
    };
    const said = (fields: Record<string, unknown>, when: number): void => tell('change', { ...base, updatedAt: when, ...fields }, when, sender);
    const service = wanted.unmapped === true || wanted.scopeOnly === true ? undefined : node.name;
    if (kind === 'deployment' && wanted.commit === undefined && draw.is(changes.merged)) {
      const merged = at - 1000 * draw.between(180, 1500);
      tell('change', { id: id('c'), kind: 'code', source: { provider: 'github', instance: 'acme' }, occurredAt: merged, updatedAt: merged, entities: [`acme/${node.system}`], actor: person, title: `Merge into ${node.system}`, identities: [`commit:${commit}`] }, merged, 'github');
    }
    if (kind === 'deployment' && draw.is(changes.rollout.share)) {
      const stages = draw.whole(...(changes.rollout.stages as [number, number]));
      const times = [at];
      for (let i = 1; i < stages; i++) times.push((times.at(-1) ?? at) + 1000 * draw.between(...changes.rollout.apart));
      times.forEach((when, i) => said({ phase: 'started', attributes: { percent: Math.round((100 * (i + 1)) / stages) } }, when));
      const end = (times.at(-1) ?? at) + 70_000;
      said({ phase: 'succeeded', finishedAt: end }, end);
      // the larger the share that has it, the more it hurts
      return { id: name, effectiveAt: times[Math.max(draw.whole(0, stages - 1), draw.whole(0, stages - 1))] ?? at, service, marks };
    }
    if (draw.is(arrival.onlyFinished)) said({ occurredAt: at + 300_000, finishedAt: at + 300_000 }, at + 300_000);
    else said({}, at);
    return { id: name, effectiveAt: at, service, marks };
  };

  return { make, commitOf, draw };
};
export type Changer = ReturnType<typeof changer>;

const HOUR = 3_600_000;

/** How much is going on at an instant, against an ordinary hour. */
export const busy = ({ changes }: Parameters, at: number): number => {
  const [hour, day] = [new Date(at).getUTCHours(), new Date(at).getUTCDay()];
  if (hour < 6 || hour >= 22) return changes.nightFactor;
  return hour >= 9 && hour < 17 && day >= 1 && day <= 5 ? changes.officeFactor : 1;
};

/** What is changed all the time and harms nobody. */
export const everydayChanges = (parameters: Parameters, by: Changer, nodes: readonly Node[], from: number, to: number, perHour: number): void => {
  const { changes } = parameters;
  const { draw } = by;
  const week = Array.from({ length: 168 }, (_, hour) => busy(parameters, from + hour * HOUR));
  const most = Math.max(...week);
  const mean = week.reduce((sum, b) => sum + b, 0) / week.length;
  const burst = (changes.bursts.services[0] + changes.bursts.services[1]) / 2;
  // a burst is many changes and one draw
  const draws = perHour * (1 - changes.bursts.share + changes.bursts.share / burst);
  const bursts = changes.bursts.share / burst / (1 - changes.bursts.share + changes.bursts.share / burst);
  const services = nodes.filter((n) => n.role !== 'infra');
  const infra = nodes.filter((n) => n.role === 'infra');
  for (let at = from; at < to; ) {
    at += (draw.exponential(HOUR) * mean) / (draws * most);
    if (at >= to || !draw.is(busy(parameters, at) / most)) continue;
    if (draw.is(bursts)) {
      const [kind, commit] = [draw.one(['deployment', 'config']), by.commitOf()];
      for (let left = draw.whole(...(changes.bursts.services as [number, number])); left > 0; left--) by.make(kind, draw.one(services), at + 1000 * draw.between(0, changes.bursts.within), { commit });
      continue;
    }
    const kind = draw.kind(changes.kinds);
    by.make(kind, draw.one(kind === 'infrastructure' ? infra : services), at, {
      ...(draw.is(changes.elsewhere) ? { environment: 'staging' } : {}), unmapped: draw.is(changes.unmapped), scopeOnly: kind === 'infrastructure' && draw.is(parameters.incidents.scopeOnly),
    });
  }
};

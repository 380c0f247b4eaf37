import { compareText, type Alert, type Service } from '@culprit/domain';
import { Lineage } from './change/lineage.js';
import { Tracker } from './health/tracker.js';
import type { Seen, Sign, WatchedKind } from './kinds/kind.js';
import { entityOf } from './kinds/meta.js';
import type { Places } from './places.js';
import { Relations } from './relations.js';
import { Board } from './report/board.js';
import { instanceOf } from './shard.js';

interface Sync {
  readonly identity: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
}

const SLACK_MS = 5000;
const POD = /^[^/]+\/pod\//;

/** What is known of one cluster across its kinds: who is related to whom, which templates ran, which services there are and how they are. */
export class Scene {
  readonly relations = new Relations();
  readonly lineage = new Lineage();
  readonly board: Board;
  readonly tracker: Tracker;
  private readonly syncs = new Map<string, Sync>();

  constructor(places: Places, holdMs: number, said: { readonly services: Iterable<Service>; readonly alerts: Iterable<Alert> }) {
    this.board = new Board(instanceOf(places.cluster, places.shard.index), places.environmentOf, said.services);
    this.tracker = new Tracker({ cluster: places.cluster, environmentOf: places.environmentOf, holdMs }, said.alerts);
  }

  see(kind: WatchedKind, seen: Seen, now: number): void {
    const entity = entityOf(seen.namespace, kind.name, seen.name);
    this.relations.put(entity, seen.facts);
    if (seen.step !== undefined) this.lineage.put(seen.uid, seen.step);
    if (seen.service !== undefined && seen.workload !== undefined) this.board.put(entity, seen.uid, { service: seen.service, workload: seen.workload });
    if (kind.name === 'application') this.sync(seen);
    if (seen.signs !== undefined) this.tracker.observe(seen.uid, seen.signs.flatMap((sign) => this.placed(sign, entity)), now);
  }

  /** An object that another shard tells of: whom ours are related to, and what wrote ours, must be known. */
  pass(kind: WatchedKind, seen: Seen): void {
    const entity = entityOf(seen.namespace, kind.name, seen.name);
    this.relations.put(entity, seen.facts);
    if (seen.service !== undefined && seen.workload !== undefined) this.board.know(entity, seen.uid, { service: seen.service, workload: seen.workload });
    if (kind.name === 'application') this.sync(seen);
  }

  passed(kind: string, { uid, namespace, name }: Pick<Seen, 'uid' | 'namespace' | 'name'>): void {
    const entity = entityOf(namespace, kind, name);
    this.relations.remove(entity);
    this.board.unknow(entity, uid);
  }

  forget(kind: string, uid: string, namespace: string, name: string, now: number): void {
    const entity = entityOf(namespace, kind, name);
    this.relations.remove(entity);
    this.lineage.remove(uid);
    this.board.remove(entity, uid);
    this.tracker.observe(uid, [], now);
  }

  /** The identity of the sync that was writing the objects of an Argo CD Application at a time. */
  readonly syncAt = (application: string, at: string): string | undefined => {
    // Applications outside of Argo CD's own namespace are named with theirs
    const sync = this.syncs.get(application) ?? this.syncs.get(application.split('_').at(-1) ?? '');
    if (sync === undefined || Date.parse(at) + SLACK_MS < Date.parse(sync.startedAt)) return undefined;
    return sync.finishedAt === undefined || Date.parse(at) - SLACK_MS <= Date.parse(sync.finishedAt) ? sync.identity : undefined;
  };

  private placed(sign: Sign, entity: string): (Sign & { readonly of: string })[] {
    const of = sign.of ?? entity;
    const known = POD.test(of) ? this.relations.workloadOfPod(of) : of;
    return known === undefined ? [] : [{ ...sign, of: known }];
  }

  private sync(seen: Seen): void {
    const [act] = [...(seen.acts ?? [])].sort((a, b) => compareText(b.startedAt, a.startedAt));
    const identity = act?.identities.find((each) => each.startsWith('argocd:'));
    if (act !== undefined && identity !== undefined) this.syncs.set(seen.name, { identity, startedAt: act.startedAt, finishedAt: act.phase === 'started' ? undefined : act.at });
  }
}

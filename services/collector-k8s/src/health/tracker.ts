import { factId, timeOf, type Alert } from '@culprit/domain';
import type { Sign } from '../kinds/kind.js';

/** A sign of one entity, by all who show it: the pods of a workload, or the object itself. */
interface Standing {
  readonly of: string;
  readonly last: Sign;
  /** Who shows it, and until when that counts without being said again. */
  readonly sources: Map<string, number>;
  /** Since when somebody has shown it without a pause. */
  since: number;
  /** Since when nobody has. */
  clearSince: number | undefined;
  /** The firing statement, once it has been held long enough. */
  alert: Alert | undefined;
}

export interface TrackerOptions {
  readonly cluster: string;
  readonly environmentOf: (namespace: string) => string;
  /** How long churn must last to be more than a rollout's, and how long a sign must be away to be over. */
  readonly holdMs: number;
}

const FOREVER = Number.POSITIVE_INFINITY;
/** What crashes runs for a while in between. */
const CRASH_PATIENCE = 3;

const partsOf = (entity: string): { namespace: string; kind: string; name: string } => {
  const parts = entity.split('/');
  const [namespace, kind, name] = parts.length > 2 ? parts : ['', ...parts];
  return { namespace: namespace ?? '', kind: kind ?? '', name: name ?? '' };
};

/** What is wrong with the things of a cluster, as alerts: firing when a sign has been held, resolved when it has been away as long. Knows no clock. */
export class Tracker {
  private readonly standings = new Map<string, Standing>();
  /** The signs that each source shows, by their key. */
  private readonly shown = new Map<string, readonly string[]>();
  private settled = false;

  /** `firing`: the alerts that an earlier run left firing. */
  constructor(private readonly options: TrackerOptions, firing: Iterable<Alert> = []) {
    for (const alert of firing) {
      const [of] = alert.entities;
      const sign = alert.labels['condition'];
      if (of === undefined || sign === undefined) continue;
      const last: Sign = { sign, class: alert.class, severity: alert.severity, says: '' };
      this.standings.set(keyOf(of, sign), { of, last, sources: new Map(), since: Date.parse(alert.startsAt ?? alert.updatedAt), clearSince: undefined, alert });
    }
  }

  get size(): number {
    return this.shown.size;
  }

  /** What a source shows now, instead of what it showed before. */
  observe(source: string, signs: readonly (Sign & { readonly of: string })[], now: number): void {
    if (signs.length === 0 && !this.shown.has(source)) return;
    const keys = signs.map(({ of, sign }) => keyOf(of, sign));
    for (const key of this.shown.get(source) ?? []) if (!keys.includes(key)) this.leave(key, source, now);
    signs.forEach((sign, index) => this.enter(keys[index] ?? '', source, sign, now));
    if (keys.length === 0) this.shown.delete(source);
    else this.shown.set(source, keys);
  }

  /** Everything has been seen once: what nobody shows by now has been over since. */
  settle(now: number): void {
    if (this.settled) return;
    this.settled = true;
    for (const standing of this.standings.values()) if (standing.sources.size === 0) standing.clearSince ??= now;
  }

  /** The statements that are due; they count as said. */
  take(now: number): Alert[] {
    if (!this.settled) return [];
    const due: Alert[] = [];
    for (const [key, standing] of this.standings) {
      for (const [source, until] of standing.sources) if (until <= now) this.expire(key, source, until);
      if (standing.alert === undefined && standing.sources.size > 0 && standing.since + this.hold(standing) <= now) {
        standing.alert = this.firing(standing, now);
        due.push(standing.alert);
      }
      const over = standing.clearSince;
      if (over === undefined || standing.sources.size > 0) continue;
      if (standing.alert === undefined) this.standings.delete(key);
      else if (over + this.patience(standing) <= now) {
        due.push(resolved(standing.alert, Math.max(over, Date.parse(standing.alert.startsAt ?? '')), now));
        this.standings.delete(key);
      }
    }
    return due;
  }

  /** When `take` will have something again; undefined while nothing waits. */
  nextAt(): number | undefined {
    if (!this.settled) return undefined;
    let next = FOREVER;
    for (const standing of this.standings.values()) {
      if (standing.sources.size === 0) next = Math.min(next, (standing.clearSince ?? FOREVER) + (standing.alert === undefined ? 0 : this.patience(standing)));
      else if (standing.alert === undefined) next = Math.min(next, standing.since + this.hold(standing));
      for (const until of standing.sources.values()) next = Math.min(next, until);
    }
    return next === FOREVER ? undefined : next;
  }

  private enter(key: string, source: string, sign: Sign & { readonly of: string }, now: number): void {
    const until = sign.until === undefined ? FOREVER : Date.parse(sign.until);
    if (until <= now) return;
    const known = this.standings.get(key);
    if (known !== undefined) {
      known.sources.set(source, until);
      known.clearSince = undefined;
      return;
    }
    // what an object says of its past counts, but not for longer than it has been so
    const since = Math.min(now, sign.since === undefined ? now : Date.parse(sign.since));
    this.standings.set(key, { of: sign.of, last: sign, sources: new Map([[source, until]]), since, clearSince: undefined, alert: undefined });
  }

  private leave(key: string, source: string, at: number): void {
    const standing = this.standings.get(key);
    if (standing?.sources.delete(source) === true && standing.sources.size === 0) standing.clearSince = at;
  }

  private expire(key: string, source: string, at: number): void {
    this.leave(key, source, at);
    const left = (this.shown.get(source) ?? []).filter((each) => each !== key);
    if (left.length === 0) this.shown.delete(source);
    else this.shown.set(source, left);
  }

  private hold({ last }: Standing): number {
    return last.churn === true ? this.options.holdMs : 0;
  }

  private patience({ last }: Standing): number {
    return last.class === 'crash' ? CRASH_PATIENCE * this.options.holdMs : this.options.holdMs;
  }

  private firing({ of, last, since }: Standing, now: number): Alert {
    const { cluster, environmentOf } = this.options;
    const { namespace, kind, name } = partsOf(of);
    const startsAt = timeOf(since);
    const fingerprint = `kubernetes:${cluster}:${of}:${last.sign}`;
    return {
      id: factId('alert', 'kubernetes', cluster, of, last.sign, startsAt),
      fingerprint: fingerprint.slice(0, 512),
      status: 'firing',
      class: last.class,
      severity: last.severity,
      startsAt,
      updatedAt: startsAt,
      observedAt: timeOf(now),
      environment: environmentOf(namespace),
      cluster,
      entities: [of],
      title: `${name}: ${last.says}`.slice(0, 500),
      labels: { ...(namespace === '' ? {} : { namespace }), kind, name, condition: last.sign },
      links: [],
      source: { provider: 'kubernetes', instance: cluster },
    };
  }
}

const keyOf = (of: string, sign: string): string => `${of}\0${sign}`;

const resolved = (firing: Alert, endedAt: number, now: number): Alert => ({ ...firing, status: 'resolved', endsAt: timeOf(endedAt), updatedAt: timeOf(Math.max(endedAt, Date.parse(firing.updatedAt) + 1)), observedAt: timeOf(now) });

import { setTimeout as pause } from 'node:timers/promises';
import { acceptEvent, type CulpritEvent, type EventKind } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { EventLog } from '@culprit/ports';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
const numbers = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

export const environments = Array.from({ length: 20 }, (_, i) => `env-${i}`);
const CHAINS = 16;
const tiers = ['front', 'middle', 'back'];
/** Alerts come from two chains of an environment for so long, then from others: incidents open, close and are opened again. */
const TROUBLE_MS = 180_000;
const IN_TROUBLE = 2;

export const said = (kind: EventKind, fields: Record<string, unknown>): CulpritEvent => {
  const accepted = acceptEvent(kind, fields, new Date().toISOString());
  if (!accepted.ok) throw new Error(`${kind}: ${accepted.error}`);
  return { kind, event: accepted.event } as CulpritEvent;
};

const iso = (ms: number): string => new Date(ms).toISOString();

/** What happens goes six times as fast as the clock: an hour of incidents in ten minutes. It begins two hours ago. */
const FASTER = 6;
const BEGAN_BEFORE_MS = 7_200_000;
export const eventClock = (start = Date.now()) => (): number => start - BEGAN_BEFORE_MS + (Date.now() - start) * FASTER;
export type EventClock = ReturnType<typeof eventClock>;

const service = (environment: string, name: string, callees: readonly string[], ready = 3): CulpritEvent =>
  said('service', {
    name, environment, aliases: [`acme/${name}`], dependsOn: callees, source: 'load', ...(ready === 3 ? {} : { observedAt: iso(Date.now() + 1) }),
    workloads: [{ cluster: 'load', namespace: 'shop', kind: 'Deployment', name, desired: 3, ready, health: ready === 3 ? 'HEALTHY' : 'DEGRADED', since: iso(0), images: [] }],
  });
const chained = (tier: string, chain: number): { name: string; callees: string[] } => {
  const next = tiers[tiers.indexOf(tier) + 1];
  return { name: `${tier}-${chain}`, callees: next === undefined ? [] : [`${next}-${chain}`] };
};

/** In every environment: chains of three services that call one another, each known under an alias too, and `pairs` over all that nothing happens to. */
export const world = (pairs: number): CulpritEvent[] => [
  ...environments.flatMap((environment) => Array.from({ length: CHAINS }, (_, chain) => tiers.map((tier) => chained(tier, chain))).flat().map(({ name, callees }) => service(environment, name, callees))),
  ...Array.from({ length: pairs }, (_, n) => [service(environmentOf(n), `caller-${n}`, [`callee-${n}`]), service(environmentOf(n), `callee-${n}`, [])]).flat(),
];

/** Where the pair `n` is. */
export const environmentOf = (n: number): string => environments[n % environments.length] ?? '';

/**
 * `count` events of all environments as they arrive at this event time: one in ten an alert that fires, refires or ends; a few calls seen and
 * replicas counted again, and now and then a call that is new; the rest changes with their later phases. Some are late by minutes.
 */
export const events = (count: number, now: number, seed: number): CulpritEvent[] => {
  const next = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: count }, (_, i) => {
    const environment = pick(environments);
    const at = now - (next() < 0.05 ? next() * 300_000 : next() * 12_000);
    const sort = next();
    if (sort < 0.1) {
      const chain = (Math.floor(at / TROUBLE_MS) * IN_TROUBLE + Math.floor(next() * IN_TROUBLE) + environments.indexOf(environment)) % CHAINS;
      const name = `${pick(tiers)}-${chain}`;
      const fingerprint = `${name}:${pick(['errors', 'latency'])}`;
      const status = next() < 0.45 ? 'resolved' : 'firing';
      return said('alert', {
        id: `${seed}-a${i}`, fingerprint: `${environment}:${fingerprint}`, environment, entities: [`acme/${name}`], class: pick(['errors', 'latency']), severity: pick(['critical', 'high', 'low']), status,
        ...(status === 'firing' ? { startsAt: iso(at) } : { endsAt: iso(at) }), title: `${fingerprint} too high`, expiresAfter: 'PT5M', source: { provider: 'load' },
      });
    }
    const { name, callees } = chained(pick(tiers), Math.floor(next() * CHAINS));
    if (sort < 0.13) return service(environment, name, callees, 1 + Math.floor(next() * 3));
    if (sort < 0.16 && callees.length > 0) return said('dependency', { from: name, to: callees[0], environment, kind: 'http', source: 'otel' });
    if (sort > 0.9998) return said('dependency', { from: name, to: `back-${Math.floor(next() * CHAINS)}`, environment, kind: 'http', source: 'otel', validFrom: iso(at) });
    const id = next() < 0.2 && i > 0 ? `${seed}-c${i - 1}` : `${seed}-c${i}`;
    return said('change', {
      id, environment, entities: [`acme/${name}`], kind: pick(['deployment', 'config', 'feature-flag']), occurredAt: iso(at), updatedAt: iso(at), phase: pick(['started', 'succeeded', 'succeeded', 'failed']),
      title: `Change ${name}`, source: { provider: 'load' }, identities: next() < 0.3 ? [`commit:${seed}-${Math.floor(i / 10)}`] : [],
    });
  });
};

export interface Load {
  /** Ends it; resolves with how many events were appended, and in how many seconds. */
  stop(): Promise<{ readonly events: number; readonly seconds: number }>;
}

const TICK_MS = 100;

/** Appends `rate` events a second until it is stopped, one in twenty twice. */
export const startLoad = (log: EventLog, clock: EventClock, rate: number, seed: number): Load => {
  const started = Date.now();
  let [stopped, sent] = [false, 0];
  const all = (async () => {
    for (let tick = 0; !stopped; tick += 1) {
      const batch = events((rate * TICK_MS) / 1000, clock(), seed * 100_000 + tick);
      const twice = batch.filter((_, i) => (tick + i) % 20 === 0);
      await log.append([...batch, ...twice].map(eventRecord));
      sent += batch.length;
      const rest = started + (tick + 1) * TICK_MS - Date.now();
      if (rest > 0) await pause(rest);
    }
    return { events: sent, seconds: (Date.now() - started) / 1000 };
  })();
  all.catch(() => undefined);
  return {
    stop: () => {
      stopped = true;
      return all;
    },
  };
};

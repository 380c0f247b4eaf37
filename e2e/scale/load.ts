import { type CulpritEvent, acceptEvent, type EventKind } from '@culprit/domain';
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
const CHAINS = 8;

const said = (kind: EventKind, fields: Record<string, unknown>): CulpritEvent => {
  const accepted = acceptEvent(kind, fields, new Date().toISOString());
  if (!accepted.ok) throw new Error(`${kind}: ${accepted.error}`);
  return { kind, event: accepted.event } as CulpritEvent;
};

/** In every environment: chains of three services that call one another, each known under an alias too. */
export const world = (): CulpritEvent[] =>
  environments.flatMap((environment) =>
    Array.from({ length: CHAINS }, (_, chain) => ['front', 'middle', 'back'].map((tier) => `${tier}-${chain}`)).flatMap((names) =>
      names.map((name, i) => said('service', { name, environment, aliases: [`acme/${name}`], dependsOn: names[i + 1] === undefined ? [] : [names[i + 1]], source: 'load' })),
    ),
  );

/**
 * `count` events of all environments as they would arrive around `now`: one in six an alert that fires, refires or ends, the rest changes with
 * their later phases; some late by minutes, some twice.
 */
export const events = (count: number, now: number, seed: number): CulpritEvent[] => {
  const next = numbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return Array.from({ length: count }, (_, i) => {
    const environment = pick(environments);
    const service = `${pick(['front', 'middle', 'back'])}-${Math.floor(next() * CHAINS)}`;
    const late = next() < 0.05 ? next() * 300_000 : next() * 2_000;
    const at = new Date(now - late).toISOString();
    if (next() < 1 / 6) {
      const fingerprint = `${service}:${pick(['errors', 'latency'])}`;
      const status = next() < 0.4 ? 'resolved' : 'firing';
      return said('alert', {
        id: `${seed}-a${i}`, fingerprint: `${environment}:${fingerprint}`, environment, entities: [`acme/${service}`], class: pick(['errors', 'latency']), severity: pick(['critical', 'high', 'low']), status,
        ...(status === 'firing' ? { startsAt: at } : { endsAt: at }), title: `${fingerprint} too high`, expiresAfter: 'PT1H', source: { provider: 'load' },
      });
    }
    const phase = pick(['started', 'succeeded', 'succeeded', 'failed']);
    const id = next() < 0.2 && i > 50 ? `${seed}-c${i - 50}` : `${seed}-c${i}`;
    return said('change', { id, environment, entities: [`acme/${service}`], kind: pick(['deployment', 'config', 'feature-flag']), occurredAt: at, updatedAt: at, phase, title: `Change ${service}`, source: { provider: 'load' }, identities: next() < 0.3 ? [`commit:${seed}-${Math.floor(i / 10)}`] : [] });
  });
};

/** Appends `rate` events a second for `seconds`, one in twenty twice. Resolves with how many were appended. */
export const run = async (log: EventLog, rate: number, seconds: number, seed: number): Promise<number> => {
  const started = Date.now();
  let sent = 0;
  const ticks = seconds * 10;
  for (let tick = 0; tick < ticks; tick += 1) {
    const batch = events(rate / 10, Date.now(), seed * 100_000 + tick);
    const twice = batch.filter((_, i) => (tick + i) % 20 === 0);
    await log.append([...batch, ...twice].map(eventRecord));
    sent += batch.length;
    const rest = started + (tick + 1) * 100 - Date.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  return sent;
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Case, type Line, type Timeline, serviceOfChanges } from '../accuracy/timeline.ts';
import { type Chance, chance } from '../generate/chance.ts';

interface Said {
  readonly entry: string;
  readonly calls: Readonly<Record<string, readonly string[]>>;
}
interface System extends Said {
  readonly name: string;
  readonly services: readonly string[];
}

/** How much of who calls whom is known, and how often something harmless is changed an hour. */
export interface Telling {
  readonly calls?: 'all' | 'most' | 'none';
  readonly perHour?: number;
}

const systems = Object.entries(parse(readFileSync(join(import.meta.dirname, 'system.yaml'), 'utf8')) as Record<string, Said>).map(([name, said]): System => ({
  ...said, name, services: [...new Set(Object.entries(said.calls).flatMap(([from, to]) => [from, ...to]))].sort(),
}));

const CASES = 36;
const FROM = Date.UTC(2026, 4, 4, 7) / 1000;
/** What is watched of each service, and what an alert of it is called. */
const metrics = { p90: 'latency', errors: 'errors', cpu: 'saturation', memory: 'saturation', requests: 'traffic-loss' } as const;
type Metric = keyof typeof metrics;
/** What moves where it breaks, and with those that call it; requests move below it. */
const faults: Readonly<Record<string, { readonly own: readonly Metric[]; readonly up: readonly Metric[] }>> = {
  cpu: { own: ['cpu', 'p90'], up: ['p90'] }, memory: { own: ['memory', 'errors'], up: ['errors', 'p90'] }, socket: { own: ['errors', 'requests'], up: ['errors'] },
  delay: { own: ['p90'], up: ['p90'] }, code: { own: ['errors'], up: ['errors'] }, disk: { own: ['p90', 'cpu'], up: ['p90'] },
};
const NO_CHANGE = 0.25;
const UP = 0.78;
const DOWN = 0.45;
/** Below this nothing is told of a metric that moves. */
const TELLING = 0.4;
/** Of so many services nothing is watched. */
const UNWATCHED = 0.3;
const EVERY = 30;
/** Alerts of no incident, an hour and system. */
const FALSE_ALARMS = 0.8;

const time = (seconds: number): string => new Date(Math.round(seconds) * 1000).toISOString();

/** From a change to what it does, s: half within four minutes, one in seven after half an hour to four hours. */
const lagOf = (draw: Chance): number => (draw.is(0.15) ? draw.between(1800, 14_400) : draw.logNormal(220, 0.9));

interface Moved {
  readonly service: string;
  readonly metric: Metric;
  readonly by: number;
}

/** Which metrics move, and how much: less with every call, by chance as well. */
const movedBy = ({ services, calls }: System, root: string, kind: string, draw: Chance): Moved[] => {
  const strength = new Map([[root, draw.between(0.6, 1.6)]]);
  const order = [root];
  for (const service of order) {
    for (const caller of services) {
      if (calls[caller]?.includes(service) !== true || strength.has(caller)) continue;
      strength.set(caller, (strength.get(service) ?? 0) * UP * draw.between(0.6, 1.2));
      order.push(caller);
    }
  }
  const { own, up } = faults[kind] ?? { own: [], up: [] };
  const moved = [...strength].flatMap(([service, by]) => (service === root ? own : up).map((metric): Moved => ({ service, metric, by: by * draw.between(0.5, 1.3) })));
  return [...moved, ...(calls[root] ?? []).map((service): Moved => ({ service, metric: 'requests', by: (strength.get(root) ?? 0) * DOWN * draw.between(0.4, 1.4) }))];
};

const alertLines = (id: string, service: string, metric: Metric, at: number, lasts: number): Line[] => {
  const event = { fingerprint: `${service}/${metric}`, service, class: metrics[metric], title: `${metric} of ${service} is out of bounds` };
  return [
    { arrivalTime: time(at), kind: 'alert', event: { ...event, id, startsAt: time(at) } },
    { arrivalTime: time(at + lasts), kind: 'alert', event: { ...event, id: `${id}-end`, status: 'resolved', endsAt: time(at + lasts) } },
  ];
};

const timeline = (system: System, { calls: known = 'all', perHour = 15 }: Telling, seed: number): Timeline => {
  const name = `afresh/${system.name}/${seed}`;
  const draw = chance(`${name}/others`);
  const { services } = system;
  // some are changed far more often than others
  const often = services.map((service, i) => [service, 1 / (1 + ((i * 7) % services.length))] as const);
  const seen = chance(`${name}/seen`);
  const watches = chance(`${name}/watched`);
  const watched = new Set(services.filter((service) => service === system.entry || !watches.is(UNWATCHED)));
  const lines: Line[] = Object.entries(system.calls).flatMap(([from, all]) => all.filter(() => known === 'all' || (known === 'most' && seen.is(0.7))).map((to): Line => ({ arrivalTime: time(FROM), kind: 'dependency', event: { from, to, observedAt: time(FROM) } })));
  const change = (id: string, at: number, service: string, by: Chance): void => void lines.push({
    arrivalTime: time(at), kind: 'change', event: { id, occurredAt: time(at), service, kind: by.kind({ deployment: 0.6, config: 0.25, 'feature-flag': 0.15 }), title: `Change of ${service}` },
  });
  let at = FROM + 7200;
  const cases = Array.from({ length: CASES }, (_, n): Case => {
    const own = chance(`${name}/${n}`);
    at += 1500 + own.exponential(1800);
    const root = own.one(services);
    const kind = own.one(Object.keys(faults));
    const byChange = !own.is(NO_CHANGE);
    const begins = at + (byChange ? Math.min(lagOf(own), 14_400) : 0);
    if (byChange) change(`${name}-${n}-cause`, at, root, own);
    // what takes hours does so while other things go wrong
    const lasts = own.between(240, 720);
    const moved = movedBy(system, root, kind, own).filter(({ service }) => watched.has(service)).sort((a, b) => b.by - a.by);
    const told = moved.filter(({ by }, i) => by > TELLING || i === 0).map((m) => {
      // what moves little is told later: it is looked at twice
      const looks = own.whole(1, m.by > 0.8 ? 2 : 5);
      return { ...m, at: begins + looks * EVERY + own.between(0, EVERY) };
    }).sort((a, b) => a.at - b.at);
    told.forEach((m, i) => lines.push(...alertLines(`${name}-${n}-${i}`, m.service, m.metric, m.at, lasts)));
    if (begins - at < 1800) at = begins;
    return { name: `${name}-${n}`, alertIds: told.map((_, i) => `${name}-${n}-${i}`), causes: byChange ? [`${name}-${n}-cause`] : [], slices: { kind, silent: told.some(({ service }) => service === root) ? 'no' : 'yes' } };
  });
  const to = at + 3600;
  for (let when = FROM, i = 0; when < to; i++) {
    when += draw.exponential(3600 / perHour);
    change(`${name}-other-${i}`, when, draw.kind(Object.fromEntries(often)), draw);
  }
  for (let when = FROM, i = 0; when < to; i++) {
    when += draw.exponential(3600 / FALSE_ALARMS);
    lines.push(...alertLines(`${name}-false-${i}`, draw.one(services), draw.one(['p90', 'errors', 'cpu', 'memory']), when, draw.between(30, 300)));
  }
  const sorted = lines.map((line, i) => ({ line, i })).sort((a, b) => (a.line.arrivalTime < b.line.arrivalTime ? -1 : a.line.arrivalTime > b.line.arrivalTime ? 1 : a.i - b.i)).map(({ line }) => line);
  return { name: `${name}/${known}`, cases, lines: sorted, serviceOf: serviceOfChanges(sorted) };
};

/** Both systems. Equal seed, equal events. */
export const afresh = (telling: Telling, seed: number): Timeline[] => systems.map((system) => timeline(system, telling, seed));

import type { Chance } from '../generate/chance.ts';
import type { System } from './systems.ts';

export interface Shown {
  readonly service: string;
  readonly alertClass: string;
  /** After the first sign, s. */
  readonly after: number;
}

export interface Fault {
  readonly kind: string;
  readonly root: string;
  /** Of what kind the change that made it is. */
  readonly by: string;
  /** From the change to the first sign, s. */
  readonly lag: number;
  readonly shown: readonly Shown[];
}

/** How each shows on the service itself and on those that call it, and what was changed. */
const kinds = {
  cpu: { own: ['saturation', 'latency'], up: 'latency', by: ['deployment', 'config'] },
  memory: { own: ['crash', 'saturation', 'errors'], up: 'errors', by: ['deployment', 'config'] },
  delay: { own: ['latency'], up: 'latency', by: ['config', 'deployment'] },
  loss: { own: ['errors', 'latency'], up: 'errors', by: ['config'] },
  disk: { own: ['latency', 'saturation'], up: 'latency', by: ['config', 'deployment'] },
  code: { own: ['errors'], up: 'errors', by: ['deployment'] },
  setting: { own: ['errors', 'availability'], up: 'errors', by: ['config'] },
} as const;
const names = Object.keys(kinds) as (keyof typeof kinds)[];

/** A caller shows it so often, and each further one so much less. */
const UP = 0.65;
const PER_HOP = 0.75;
/** The entry is watched more closely. */
const ENTRY = 0.6;
/** Of any other service something odd is told by chance. */
const ODD = 0.02;

const ups = ({ calls }: System): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  // trouble comes up the calls, and with what is sent to who reads it
  for (const { from, to, kind } of calls) {
    const [low, high] = kind === 'call' ? [to, from] : [from, to];
    found.set(low, [...(found.get(low) ?? []), high]);
  }
  return found;
};

export interface Wish {
  /** Whether the root alerts; undefined: as often as the system says. */
  readonly itself?: boolean;
  readonly lag?: readonly [number, number];
  /** From one caller to the next, s; below 0: those far up tell first. */
  readonly perHop?: number;
}

/** A service breaks, and what of it shows. At least one alert. */
export const faultOf = (system: System, draw: Chance, { itself, lag = [30, 120], perHop = 15 }: Wish = {}): Fault => {
  const kind = draw.one(names);
  const { own, up, by } = kinds[kind];
  const isStore = draw.is(kind === 'disk' ? 0.6 : 0.08);
  const above = ups(system);
  // what is silent and that nobody calls is no incident
  const root = draw.one(system.services.filter((s) => system.stores.includes(s) === isStore && (itself !== false || above.has(s))));
  const hurt = new Map([[root, 0]]);
  const queue: [string, number][] = [[root, 0]];
  const shown: Shown[] = [];
  const late = (hop: number): number => Math.max(0, perHop * hop) + draw.between(0, 2 * system.window);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [service, hop] = next;
    if (hop === 0 ? itself ?? draw.is(system.itself) : draw.is(service === system.entry ? ENTRY : 0.9)) shown.push({ service, alertClass: hop === 0 ? draw.one(own) : up, after: late(hop) });
    for (const caller of above.get(service) ?? []) {
      if (hurt.has(caller) || !draw.is(UP * PER_HOP ** hop)) continue;
      hurt.set(caller, hop + 1);
      queue.push([caller, hop + 1]);
    }
  }
  if (system.lost > 0) for (const { from, to } of system.calls) if (from === root && draw.is(system.lost)) shown.push({ service: to, alertClass: 'traffic-loss', after: late(1) });
  for (const service of system.services) if (!hurt.has(service) && draw.is(ODD)) shown.push({ service, alertClass: draw.one(['latency', 'errors']), after: draw.between(0, 300) });
  const [first] = above.get(root) ?? [];
  if (!shown.some(({ service }) => hurt.has(service))) shown.push({ service: itself !== true && first !== undefined ? first : root, alertClass: up, after: late(1) });
  const furthest = Math.max(...hurt.values());
  const all = perHop >= 0 ? shown : shown.map((s) => ({ ...s, after: s.after + Math.abs(perHop) * (furthest - (hurt.get(s.service) ?? furthest)) }));
  return { kind, root, by: draw.one(by), lag: draw.between(...lag), shown: all };
};

/** More is asked than it can take: no change did that, and who is near the entry shows it. */
export const floodOf = (system: System, draw: Chance): readonly Shown[] => {
  const near = system.calls.filter(({ from }) => from === system.entry).map(({ to }) => to);
  return [system.entry, ...near.filter(() => draw.is(0.3))].map((service) => ({ service, alertClass: draw.one(['latency', 'saturation', 'errors']), after: draw.between(0, 120) }));
};

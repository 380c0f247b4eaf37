import type { Chance } from './chance.ts';
import type { Parameters } from './parameters.ts';
import type { Node } from './topology.ts';

/** Who shows it: the service and how. */
export interface Shown {
  readonly node: Node;
  readonly alertClass: string;
}

export interface Spread {
  readonly shown: readonly Shown[];
  /** Calls from what broke to the service where it was meant to show. */
  readonly hops: number;
  readonly silent: boolean;
}

const callersOf = (node: Node): Node[] => [...node.calledBy];

/** How trouble that begins at `origin` shows: a way up its callers, others of them with falling chance, and callees that lose their traffic. */
export const spread = ({ incidents }: Parameters, origin: Node, severe: boolean, draw: Chance): Spread => {
  const wanted = Number(draw.kind(Object.fromEntries(incidents.hops.map((share, hops) => [String(hops), share]))));
  const way = [origin];
  while (way.length <= wanted) {
    const further = callersOf(way.at(-1) as Node).filter((n) => !way.includes(n));
    if (further.length === 0) break;
    way.push(draw.one(further));
  }
  const hops = way.length - 1;
  const most = Math.max(1, Math.round(draw.logNormal(incidents.affected.median, incidents.affected.sigma)));
  const itself = hops === 0 || draw.is(incidents.alertsItself);
  const showing = new Map<Node, number>([[way[hops] as Node, hops]]);
  if (itself) showing.set(origin, 0);
  const hurt = new Map(way.map((node, hop) => [node, hop]));
  const queue = [...hurt];
  for (let next = queue.shift(); next !== undefined && showing.size < most; next = queue.shift()) {
    const [node, hop] = next;
    if (hop > 0 && hop < hops && draw.is(incidents.callers.first * incidents.callers.perHop ** hop)) showing.set(node, hop);
    for (const caller of callersOf(node)) {
      if (hurt.has(caller) || showing.size >= most || !draw.is(incidents.callers.first * incidents.callers.perHop ** hop)) continue;
      hurt.set(caller, hop + 1);
      showing.set(caller, hop + 1);
      queue.push([caller, hop + 1]);
    }
  }
  const main = draw.kind({ errors: 0.45, latency: 0.35, availability: 0.2 });
  const shown: Shown[] = [];
  for (const [node, hop] of showing) {
    const own = hop === 0 && draw.is(0.25) ? draw.one(['saturation', 'crash']) : main;
    shown.push({ node, alertClass: own });
    for (let more = 1; more < incidents.alertsPerService.most && draw.is(incidents.alertsPerService.more); more++) {
      shown.push({ node, alertClass: ['latency', 'errors'][more - 1] === own ? 'availability' : (['latency', 'errors'][more - 1] ?? 'other') });
    }
  }
  if (severe) for (const callee of origin.calls.keys()) if (!showing.has(callee) && draw.is(incidents.trafficLoss)) shown.push({ node: callee, alertClass: 'traffic-loss' });
  return { shown, hops, silent: !itself };
};

import { type Chance, chance } from './chance.ts';
import type { Parameters } from './parameters.ts';
import type { Telling } from './tell.ts';
import type { Node } from './topology.ts';

export interface Rung {
  /** Firings, oldest first. */
  readonly ids: readonly string[];
}

/** Tells of alerts as a monitor would: the firing, its end, and again where it flaps. */
export const ringer = ({ flapping }: Parameters, { tell, id }: Telling, seed: string) => {
  const draw: Chance = chance(`${seed}/alerts`);
  const ring = (node: Node, alertClass: string, rule: string, from: number, to: number, more: { severity?: string; labels?: Record<string, string> } = {}): Rung => {
    const service = node.alias ?? node.name;
    const fields = {
      fingerprint: `${service}:${alertClass}:${rule}`, service, class: alertClass, severity: more.severity ?? 'high', environment: 'production', cluster: node.cluster,
      title: `${service}: ${alertClass} ${rule}`, labels: more.labels ?? {}, source: { provider: 'alertmanager', instance: node.cluster },
    };
    const ids: string[] = [];
    const once = (start: number, end: number): void => {
      const name = id('a');
      ids.push(name);
      const sender = `alertmanager/${service}`;
      tell('alert', { ...fields, id: name, startsAt: start, updatedAt: start }, start, sender);
      tell('alert', { ...fields, id: `${name}-end`, status: 'resolved', endsAt: end, updatedAt: end }, end, sender);
    };
    if (!draw.is(flapping.share)) {
      once(from, to);
      return { ids };
    }
    let at = from;
    for (let left = draw.whole(...(flapping.times as [number, number])); left >= 0; left--) {
      const every = 1000 * draw.between(...flapping.apart);
      once(at, at + every * draw.between(0.3, 0.7));
      at += every;
    }
    return { ids };
  };
  return { ring, draw };
};
export type Ringer = ReturnType<typeof ringer>;

/** Alerts that nothing explains, some of them in storms. About `count` firings between two instants. */
export const noise = ({ noise: of }: Parameters, by: Ringer, nodes: readonly Node[], from: number, to: number, count: number, seed: string): void => {
  const draw = chance(`${seed}/noise`);
  const one = (at: number): number => {
    const lasts = 1000 * Math.max(of.lasts.least, draw.logNormal(of.lasts.median, of.lasts.sigma));
    return by.ring(draw.one(nodes), draw.one(['errors', 'latency', 'saturation', 'other']), `flaky-${draw.whole(1, 3)}`, at, at + lasts, { severity: draw.one(['high', 'medium', 'low']) }).ids.length;
  };
  for (let left = count; left > 0; ) {
    const at = draw.between(from, to);
    if (!draw.is(of.storms.share / ((of.storms.alerts[0] + of.storms.alerts[1]) / 2))) {
      left -= one(at);
      continue;
    }
    const many = draw.whole(...(of.storms.alerts as [number, number]));
    for (let i = 0; i < many; i++) left -= one(at + 1000 * draw.between(0, of.storms.within));
  }
};

import type { Ringer } from './alerts.ts';
import { type Changer, type Made, busy } from './changes.ts';
import { type Chance, chance } from './chance.ts';
import type { Parameters } from './parameters.ts';
import { spread } from './spread.ts';
import type { Telling } from './tell.ts';
import type { Node } from './topology.ts';

/** What truly happened, for measuring. */
export interface Label {
  readonly name: string;
  readonly alertIds: readonly string[];
  /** The changes that did it; empty: none did, or so long ago that nobody would look. */
  readonly causes: readonly string[];
  readonly kind: string;
  readonly hops: number;
  readonly silent: boolean;
  readonly lagSeconds: number | undefined;
  /** The same was changed again, and that ended it. */
  readonly undone: boolean;
}

export interface World {
  readonly parameters: Parameters;
  readonly delays: Parameters['delays']['default'];
  readonly nodes: readonly Node[];
  readonly telling: Telling;
  readonly changer: Changer;
  readonly ringer: Ringer;
}

/** Somewhere in the slot, rather when much is going on. */
const inSlot = (world: World, from: number, length: number, draw: Chance): number => {
  for (let tries = 0; tries < 8; tries++) {
    const at = from + draw.between(0, length);
    if (draw.is(busy(world.parameters, at) / world.parameters.changes.officeFactor)) return at;
  }
  return from + draw.between(0, length);
};

const originOf = (world: World, kind: string, draw: Chance): Node => {
  const of = world.nodes.filter((n) => (kind === 'infrastructure' ? n.role === 'infra' : n.role !== 'infra'));
  // mostly something that others call
  for (let tries = 0; tries < 4; tries++) {
    const node = draw.one(of);
    if (node.calledBy.size > 0) return node;
  }
  return draw.one(of);
};

/** One incident: perhaps a change, then its alerts, and what people and machines do about it. */
const incident = (world: World, n: number, from: number, length: number, seed: string): Label => {
  const draw = chance(`${seed}/incident/${n}`);
  const { parameters, changer, ringer } = world;
  const { incidents, confounders } = parameters;
  const byChange = draw.is(incidents.causedByChange);
  const kind = byChange ? draw.kind(incidents.kinds) : draw.is(incidents.maintenance / (1 - incidents.causedByChange)) ? 'maintenance' : 'none';
  const origin = originOf(world, kind, draw);
  const severe = draw.is(incidents.severe);
  const at = inSlot(world, from, length, draw);
  const causes: Made[] = [];
  const cause = (of: string, node: Node, when: number): Made => {
    const made = changer.make(of, node, when, { rollback: of === 'deployment' && draw.is(confounders.rollbackAsCause), scopeOnly: of === 'infrastructure' && draw.is(incidents.scopeOnly) });
    causes.push(made);
    return made;
  };
  const delay = 1000 * draw.delay(world.delays.changeToImpact);
  const impact = byChange ? cause(kind, origin, at).effectiveAt + delay : at;
  const { shown, hops, silent } = spread(parameters, origin, severe, draw);
  if (byChange && draw.is(incidents.twoCauses)) cause(draw.kind(incidents.kinds), draw.one([...origin.calledBy, ...origin.calls.keys(), origin]), impact - 1000 * draw.between(30, 300));

  const least = draw.between(...incidents.scrape) + draw.between(...incidents.for);
  const detection = 1000 * Math.max(least, draw.delay(world.delays.impactToAlert) * (severe ? 0.5 : 1));
  const onset = impact + detection;
  const over = onset + 1000 * Math.max(incidents.lasts.least, draw.logNormal(incidents.lasts.median, incidents.lasts.sigma));
  const leader = draw.whole(0, shown.length - 1);
  const named = draw.is(incidents.namedInAlert);
  const starts = shown.map((_, i) => (i === leader ? onset : onset + 1000 * draw.exponential(incidents.spread)));
  const rung = shown.map(({ node, alertClass }, i) => {
    const start = starts[i] ?? onset;
    const labels: Record<string, string> = named && node === origin ? { ...causes[0]?.marks } : {};
    return ringer.ring(node, alertClass, 'slo', start, Math.max(start + 60_000, over + 1000 * draw.exponential(120)), { severity: severe ? 'critical' : 'high', labels });
  });

  const victims = shown.flatMap(({ node }, i) => (node === origin ? [] : [{ node, start: starts[i] ?? onset }]));
  if (byChange && victims.length > 0 && draw.is(confounders.benignOnVictim.share)) {
    const victim = draw.one(victims);
    changer.make('deployment', victim.node, victim.start - 1000 * confounders.benignOnVictim.before);
  }
  if (draw.is(confounders.scaledAsEffect)) changer.make('scaling', draw.one(shown).node, impact + draw.between(0.3, 2) * detection);
  const undone = byChange && draw.is(confounders.revertEnds);
  if (undone) changer.make(kind === 'deployment' ? 'deployment' : kind, origin, over - 1000 * draw.between(60, 300), { rollback: true });

  const latent = byChange && delay >= 1000 * incidents.latentAfter;
  return {
    name: `${seed}/${n}`, alertIds: rung.flatMap((r) => r.ids), causes: latent ? [] : causes.map((c) => c.id), kind: latent ? 'latent' : kind, hops, silent,
    undone, lagSeconds: byChange ? Math.round((onset - (causes[0]?.effectiveAt ?? onset)) / 1000) : undefined,
  };
};

/** The incidents of a world, one in each slot of time. */
export const incidentsOf = (world: World, count: number, from: number, everySeconds: number, seed: string): Label[] =>
  Array.from({ length: count }, (_, n) => incident(world, n, from + n * everySeconds * 1000, everySeconds * 500, seed));

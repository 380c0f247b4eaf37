import type { Line } from '../accuracy/timeline.ts';
import { noise, ringer } from './alerts.ts';
import { changer, everydayChanges } from './changes.ts';
import { describeWorld } from './graph.ts';
import { type Label, type World, incidentsOf } from './incidents.ts';
import { type Parameters, type SizeName, readParameters } from './parameters.ts';
import { telling } from './tell.ts';
import { topology } from './topology.ts';

/** What to generate beside the size; everything else stands in `parameters.yaml`. */
export interface Wish {
  readonly seed?: number;
  readonly incidents?: number;
  readonly dropped?: number;
  readonly noise?: number;
  readonly causedByChange?: number;
  readonly delays?: keyof Parameters['delays'];
  readonly parameters?: Parameters;
}

export interface Generated {
  /** The replay format, in order of arrival. */
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
  /** The service of every change that names one, by its one name. */
  readonly serviceOf: ReadonlyMap<string, string>;
}

const DAY = 86_400_000;
/** A Monday. */
const START = Date.UTC(2026, 2, 2);

const wished = (given: Parameters, wish: Wish): Parameters => ({
  ...given,
  defects: { ...given.defects, dropped: wish.dropped ?? given.defects.dropped },
  incidents: { ...given.incidents, causedByChange: wish.causedByChange ?? given.incidents.causedByChange },
  noise: { ...given.noise, share: wish.noise ?? given.noise.share },
});

/** A fleet, its changes and its incidents: the same bytes for the same parameters, size and wish. */
export const generate = (sizeName: SizeName, wish: Wish = {}): Generated => {
  const parameters = wished(wish.parameters ?? readParameters(), wish);
  const size = parameters.sizes[sizeName];
  const seed = `${parameters.version}/${sizeName}/${wish.seed ?? 1}`;
  const nodes = topology(parameters, size.services, size.layers, seed);
  const told = telling(parameters, seed);
  const changes = changer(parameters, told, seed);
  const world: World = { parameters, delays: parameters.delays[wish.delays ?? 'default'], nodes, telling: told, changer: changes, ringer: ringer(parameters, told, seed) };
  const count = wish.incidents ?? size.incidents;
  const begin = START + size.warmUpSeconds * 1000;
  const end = begin + count * size.everySeconds * 1000;

  describeWorld(world, START, end, seed);
  everydayChanges(parameters, changes, nodes, START, end, (size.services * size.changesPerServiceWeek) / 168);
  const labels = incidentsOf(world, count, begin, size.everySeconds, seed);
  const rung = labels.reduce((sum, { alertIds }) => sum + alertIds.length, 0);
  const { share } = parameters.noise;
  noise(parameters, world.ringer, nodes, START + DAY, end, Math.round((rung * share) / (1 - share)), seed);

  const lines = told.lines();
  const serviceOf = new Map(lines.flatMap(({ kind, event }) => (kind === 'change' && typeof event['service'] === 'string' ? [[String(event['id']), event['service']] as const] : [])));
  return { lines, labels, serviceOf };
};

import { hitRates, type HitRates, type Incident, type Label, rankOf } from '@culprit/domain';
import { hits, percent } from '../say-rates.js';
import type { LabelsOf } from './labels.js';

const suspectOf = (incident: Incident | undefined): string => {
  const first = incident?.suspects[0];
  return first === undefined ? 'no suspect' : `${first.service ?? 'no service'}: ${first.change.title} (${first.changeIds[0] ?? ''})`;
};

/** Whose first suspect is another under the second rules, and how many there are. */
export const differencesOf = (ours: readonly Incident[], theirs: readonly Incident[]): string[] => {
  const other = new Map(theirs.map((incident) => [incident.id, incident]));
  const changed = ours.flatMap((incident) => {
    const a = suspectOf(incident);
    const b = suspectOf(other.get(incident.id));
    return a === b ? [] : [`${incident.openedAt} ${incident.title}: ${a} → ${b}`];
  });
  return [...changed, `${changed.length} of ${ours.length} incidents have another first suspect`];
};

interface Measured {
  readonly rates: HitRates;
  readonly weak: number;
  /** By the word of people alone: an undoing is evidence to the score too, which is right on such labels oftener than on others. */
  readonly byPeople: HitRates;
  /** By the first alert of its incident: the same under any rules, as far as incidents are. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly silent: { readonly right: number; readonly of: number };
}

const measured = (incidents: readonly Incident[], labelsOf: LabelsOf): Measured => {
  const labels = labelsOf(incidents);
  const labelled = incidents.flatMap((incident): { incident: Incident; label: Label }[] => {
    const label = labels.get(incident.id)?.label;
    return label === undefined ? [] : [{ incident, label }];
  });
  const caused = labelled.filter(({ label }) => label.changes.length > 0);
  const none = labelled.filter(({ label }) => label.changes.length === 0);
  const ranks = new Map(caused.map(({ incident, label }) => [incident.id, rankOf(incident.suspects, label)]));
  return {
    rates: hitRates([...ranks.values()]), byPeople: hitRates(caused.flatMap(({ incident, label }) => (label.basis === 'confirmed' ? (ranks.get(incident.id) ?? []) : []))), weak: caused.filter(({ label }) => label.basis === 'weak').length, ranks,
    silent: { right: none.filter(({ incident }) => incident.suspects.length === 0).length, of: none.length },
  };
};

const labelled = ({ rates, weak }: Measured): string => `${rates.labels} ${rates.labels === 1 ? 'label' : 'labels'}${weak === 0 ? '' : ` (${weak} weak)`}`;

/** How the accuracy that labels measure moves from the first rules to the second, a sentence each. */
export const accuracyMoves = (ours: readonly Incident[], theirs: readonly Incident[], labelsOf: LabelsOf): string[] => {
  const [a, b] = [measured(ours, labelsOf), measured(theirs, labelsOf)];
  if (a.rates.labels + b.rates.labels + a.silent.of + b.silent.of === 0) return ['accuracy: not measured, since nobody has confirmed or dismissed a suspect of these incidents and nothing was undone'];
  const both = [...a.ranks].filter(([id]) => b.ranks.has(id)).map(([id, rank]) => [rank, b.ranks.get(id) ?? 0] as const);
  const better = both.filter(([before, after]) => before !== 1 && after === 1).length;
  const worse = both.filter(([before, after]) => before === 1 && after !== 1).length;
  return [
    `accuracy by ${labelled(a)}${labelled(a) === labelled(b) ? '' : ` → ${labelled(b)}`}: hit@1 ${hits(a.rates)} → ${hits(b.rates)}`,
    ...(a.weak + b.weak === 0 ? [] : [`of these by people ${a.byPeople.labels}: hit@1 ${hits(a.byPeople)} → ${hits(b.byPeople)}; an undoing is evidence to the score as well, so weak labels flatter it`]),
    `hit@3 ${percent(a.rates.hitAt3)} → ${percent(b.rates.hitAt3)}, MRR ${a.rates.meanReciprocalRank.toFixed(3)} → ${b.rates.meanReciprocalRank.toFixed(3)}; named first only by the second ${better}, only by the first ${worse}`,
    ...(a.silent.of + b.silent.of === 0 ? [] : [`no suspect where no change did it: ${a.silent.right} of ${a.silent.of} → ${b.silent.right} of ${b.silent.of}`]),
  ];
};

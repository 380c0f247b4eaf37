import { compareText, createFold, factId, hitRates, type HitRates, type Rules } from '@culprit/domain';
import type { EventLog } from '@culprit/ports';
import { parseDocument } from 'yaml';
import { readLog } from '../replay/from-log.js';
import type { Lines } from '../replay/input.js';
import { isLog, readLines } from '../replay/replay.js';
import { labelsIn } from '../replay/labels.js';
import { parseRules, rulesText } from '../rules.js';
import { hits, percent } from '../say-rates.js';
import { type Case, caseOf, probe, weightsIn } from './examples.js';
import { type Bounds, fitted, logOddsOf, lossOf } from './logit.js';
import { numbersOf, type Place } from './numbers.js';
import { bestPull, heldOut, parts } from './validate.js';

export interface FitRequest {
  /** Lines of `events.jsonl` with feedback among them, or a log to read instead. */
  readonly events: Lines | EventLog;
  /** The old rules, towards which the new ones are pulled; as shipped unless given. */
  readonly rules?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface Fitted {
  readonly version: string;
  /** The new rules file: the old one with other weights, its comments where they were. */
  readonly text: string;
  /** Held-out accuracy before and after, and which weights moved; a sentence each. */
  readonly sentences: readonly string[];
}

/** There is too little to learn from; says how much there is and what to do. */
export class TooFewLabels extends Error {
  override readonly name = 'TooFewLabels';
}

const LEAST = 30;
const LEAST_OF_PEOPLE = 10;
const DECIMALS = 4;

const round = (value: number): number => Number(value.toFixed(DECIMALS));

interface Tried {
  readonly rates: HitRates;
  readonly loss: number;
  /** Without what only an undoing tells, which is evidence to the score as well. */
  readonly byPeople: HitRates;
  readonly silent: { readonly right: number; readonly of: number };
}

/** What would be named of each case by weights that were not fitted to it. */
const tried = (cases: readonly Case[], movesOf: (i: number) => Float64Array, { threshold, most }: Rules['candidates']): Tried => {
  const ranks: number[] = [];
  const byPeople: number[] = [];
  const silent = { right: 0, of: 0 };
  let loss = 0;
  let counted = 0;
  cases.forEach(({ example, caused, basis }, i) => {
    const moves = movesOf(i);
    if (example.truth.length > 0) {
      loss += example.weight * lossOf(example, moves);
      counted += example.weight;
    }
    if (basis === 'dismissed') return;
    const logOdds = example.alternatives.map((a) => logOddsOf(a, moves));
    const top = Math.max(...logOdds);
    const total = logOdds.reduce((sum, l) => sum + Math.exp(l - top), 0);
    const ordered = logOdds.map((l, place) => ({ l, place })).slice(1).sort((a, b) => b.l - a.l || a.place - b.place);
    const named = ordered[0] !== undefined && Math.exp(ordered[0].l - top) / total >= threshold ? ordered.slice(0, most) : [];
    if (caused) {
      const rank = named.findIndex(({ place }) => example.truth.includes(place)) + 1;
      ranks.push(rank);
      if (basis === 'confirmed') byPeople.push(rank);
    } else {
      silent.of += 1;
      if (named.length === 0) silent.right += 1;
    }
  });
  return { rates: hitRates(ranks), byPeople: hitRates(byPeople), loss: counted === 0 ? 0 : loss / counted, silent };
};

const told = ({ rates, loss }: Tried): string => `hit@1 ${hits(rates)}, hit@3 ${percent(rates.hitAt3)}, MRR ${rates.meanReciprocalRank.toFixed(3)}, log loss ${loss.toFixed(3)}`;

const demandEnough = (cases: readonly Case[], incidents: number): void => {
  const words = cases.filter(({ basis, example }) => basis === 'confirmed' && example.truth.length > 0).length;
  const weak = cases.filter(({ basis, example }) => basis === 'weak' && example.truth.length > 0).length;
  if (words + weak >= LEAST && words >= LEAST_OF_PEOPLE) return;
  throw new TooFewLabels(
    `too few labels to learn from: of ${incidents} incidents people say of ${words} what caused ${words === 1 ? 'it' : 'them'}, and ${weak} more ${weak === 1 ? 'has' : 'have'} a weak label; needed are ${LEAST}, ${LEAST_OF_PEOPLE} of them by people. \`culprit confirm\` and \`culprit dismiss\` give them`,
  );
};

const casesOf = async ({ events, from, to }: FitRequest, rules: Rules, places: readonly Place[]) => {
  const arrivals = isLog(events) ? await readLog(events, from, [rules]) : await readLines(events);
  const fold = createFold(rules);
  for (const { event } of arrivals) fold.add(event);
  const judged = fold.environments().flatMap((environment) => fold.incidents(environment)).filter(({ body }) => (from === undefined || body.openedAt >= from) && (to === undefined || body.openedAt < to));
  const known = labelsIn(arrivals)(judged.map(({ body }) => body));
  // by id, which is as good as by lot: parts are neither of one day nor of one service
  const labelled = judged.filter(({ body }) => known.has(body.id)).sort((a, b) => compareText(a.body.id, b.body.id));
  const of = (id: string) => known.get(id) ?? { label: undefined, dismissed: [] };
  const probed = labelled.flatMap((one) => {
    const { label, dismissed } = of(one.body.id);
    return probe(one, rules, places, new Set([...(label?.changes ?? []), ...dismissed])) ?? [];
  });
  const weights = weightsIn(probed, places);
  const cases = probed.map((one) => {
    const { label, dismissed } = of(one.judged.body.id);
    return caseOf(one, weights, places, label, dismissed);
  });
  return { incidents: judged.length, cases, weights: weights.flatMap((i) => places[i] ?? []) };
};

/** What speaks for a change is not made to speak against it, whatever a few labels say; a weight of 0 is free. */
const keepingSigns = (weights: readonly Place[]): Bounds => ({
  least: Float64Array.from(weights, ({ value }) => (value > 0 ? -value : Number.NEGATIVE_INFINITY)),
  most: Float64Array.from(weights, ({ value }) => (value < 0 ? -value : Number.POSITIVE_INFINITY)),
});

const written = (old: string, rules: Rules, changes: readonly (Place & { readonly to: number })[]): { version: string; text: string } => {
  const document = parseDocument(old);
  for (const { path, to } of changes) document.setIn(['score', ...path], to);
  const base = rules.version.split('+')[0] ?? rules.version;
  const version = `${base}+fit.${factId('rules', 'fit', undefined, rules.version, JSON.stringify(changes)).slice(0, 8)}`;
  document.set('version', version);
  return { version, text: document.toString({ lineWidth: 0 }) };
};

/**
 * Estimates the weights of the score anew from what people confirmed and dismissed, and at less from what was undone; pulled towards the old weights, how
 * strongly is chosen by cross-validation. Only the score's linear weights move: spans, thresholds and distributions stay. Equal input gives equal bytes.
 */
export const fit = async (request: FitRequest): Promise<Fitted> => {
  const old = await rulesText(request.rules);
  const { rules, content } = parseRules(old, request.rules);
  const { incidents, cases, weights } = await casesOf(request, rules, numbersOf((content as { score?: unknown }).score));
  demandEnough(cases, incidents);

  const learned = cases.filter(({ example }) => example.truth.length > 0);
  const examples = learned.map(({ example }) => example);
  const bounds = keepingSigns(weights);
  const folds = heldOut(examples, weights.length, bounds);
  const byId = new Map(learned.map(({ id }, i) => [id, folds[i]]));
  const nothing = new Float64Array(weights.length);
  const before = tried(cases, () => nothing, rules.candidates);
  const after = tried(cases, (i) => byId.get(cases[i]?.id ?? '') ?? folds[i % parts] ?? nothing, rules.candidates);

  const pull = bestPull(examples, weights.length, bounds);
  const moves = fitted(examples, weights.length, pull, undefined, bounds);
  const changes = weights.map((place, i) => ({ ...place, to: round(place.value + (moves[i] ?? 0)) })).filter(({ value, to }) => to !== round(value));
  const { version, text } = written(old, rules, changes);
  parseRules(text, `the rules ${version}`);
  return { version, text, sentences: sentences({ incidents, cases, before, after, pull, changes, from: rules.version }) };
};

interface Told {
  readonly incidents: number;
  readonly cases: readonly Case[];
  readonly before: Tried;
  readonly after: Tried;
  readonly pull: number;
  readonly changes: readonly (Place & { readonly to: number })[];
  readonly from: string;
}

const sentences = ({ incidents, cases, before, after, pull, changes, from }: Told): string[] => {
  const count = (test: (one: Case) => boolean): number => cases.filter(test).length;
  const missed = count(({ example }) => example.truth.length === 0);
  return [
    `${count(({ basis }) => basis === 'confirmed')} of ${incidents} incidents are labelled by people (${count(({ basis, caused }) => basis === 'confirmed' && !caused)} of them: no change did it), ${count(({ basis }) => basis === 'weak')} weakly by what was undone; of ${count(({ basis }) => basis === 'dismissed')} is only known what did not${missed === 0 ? '' : `; of ${missed} the cause was never weighed`}`,
    `held out, before: ${told(before)}`,
    `held out, after: ${told(after)} (${parts} parts, each by weights fitted without it)`,
    ...(before.rates.labels === before.byPeople.labels ? [] : [`of these by people ${before.byPeople.labels}: hit@1 ${hits(before.byPeople)} before, ${hits(after.byPeople)} after; an undoing is evidence to the score as well, so weak labels flatter it`]),
    ...(before.silent.of === 0 ? [] : [`no suspect where no change did it: ${before.silent.right} of ${before.silent.of} before, ${after.silent.right} after`]),
    `pulled towards ${from} with strength ${pull}; ${changes.length} weights moved`,
    ...[...changes].sort((a, b) => Math.abs(b.to - b.value) - Math.abs(a.to - a.value) || compareText(a.path.join('.'), b.path.join('.'))).map(({ path, value, to }) => `  ${path.join('.')} ${value} → ${to}${to === 0 ? ' (held there: by these labels it would turn its sign)' : ''}`),
    ...(after.loss < before.loss ? [] : ['the new weights do not predict better what they were not fitted to: keep the old ones']),
  ];
};

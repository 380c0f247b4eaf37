import { type Telling, afresh } from '../afresh/afresh.ts';
import { heldOut } from '../heldout/heldout.ts';
import { systems } from '../heldout/systems.ts';
import { type Variant, variants } from '../heldout/variants.ts';
import { petshop, withoutCauses } from './petshop.ts';
import { synthetic } from './synthetic.ts';
import type { Timeline } from './timeline.ts';

/** What must be reached, in shares of 1. */
export interface Bar {
  readonly top1?: number;
  readonly top3?: number;
  readonly auroc?: number;
  readonly noSuspectPrecision?: number;
  readonly noSuspectRecall?: number;
}

export interface LabelledSet {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly bar?: Bar;
  /** Against which other set's top-1 this one may lose at most so much. */
  readonly near?: { readonly set: string; readonly loses: number };
  timelines(seed: number): Timeline[];
}

const FIVE = [1, 2, 3, 4, 5];

const shop = (perHour: number, bar?: Bar): LabelledSet => ({
  name: `petshop-${perHour}`, seeds: perHour === 0 ? [1] : FIVE, ...(bar === undefined ? {} : { bar }),
  timelines: (seed) => {
    const timelines = petshop(perHour, seed);
    return [...timelines, ...withoutCauses(timelines)];
  },
});

const others = (name: string, variant: Variant, only?: string): LabelledSet => ({
  name, seeds: [1, 2, 3],
  timelines: (seed) => {
    const timelines = heldOut(variant, seed, only);
    return [...timelines, ...withoutCauses(timelines)];
  },
});

const unseen = (name: string, telling: Telling): LabelledSet => ({
  name, seeds: FIVE,
  timelines: (seed) => {
    const timelines = afresh(telling, seed);
    return [...timelines, ...withoutCauses(timelines)];
  },
});

/** Everything that is measured, in the order in which it is printed. */
export const sets: readonly LabelledSet[] = [
  shop(0),
  shop(6, { top1: 0.95, top3: 0.995, auroc: 0.98 }),
  shop(30, { top1: 0.8, top3: 0.98, auroc: 0.98 }),
  shop(60, { auroc: 0.98 }),
  { name: 'S', seeds: [1], timelines: (seed) => [synthetic('S', { seed })] },
  { name: 'M', seeds: [1], bar: { top1: 0.78, top3: 0.95, noSuspectPrecision: 0.9, noSuspectRecall: 0.8 }, timelines: (seed) => [synthetic('M', { seed })] },
  { name: 'M-calls-hidden', seeds: [1], near: { set: 'M', loses: 0.04 }, timelines: (seed) => [synthetic('M', { seed, dropped: 0.2 })] },
  { name: 'M-other-delays', seeds: [1], timelines: (seed) => [synthetic('M', { seed, delays: 'swapped' })] },
  { name: 'L', seeds: [1], timelines: (seed) => [synthetic('L', { seed })] },
];

/** Systems that no weight was chosen on, and the ways in which they may be told otherwise: measured where asked for. */
export const heldOutSets: readonly LabelledSet[] = [
  ...systems.map(({ name }) => others(name, {}, name)),
  others('heldout', {}),
  ...Object.entries(variants).map(([name, variant]) => others(`heldout:${name}`, variant)),
  unseen('afresh', {}),
  unseen('afresh:most-calls', { calls: 'most' }),
  unseen('afresh:no-calls', { calls: 'none' }),
];

// npm run bench:accuracy [-- --sets petshop-6,M] [--quick] [--rules file] [--slices] [--seeds 11,12] [--alone]: how often the right change is named first, or rightly none,
// on labelled incidents, beside simple baselines. One rules file for all sets.
import { parseArgs } from 'node:util';
import { baselines } from './accuracy/baselines/index.ts';
import { interval, paired, rightFirst } from './accuracy/bootstrap.ts';
import { type Accuracy, type Outcome, accuracy, outcomes } from './accuracy/measure.ts';
import { ours } from './accuracy/ours.ts';
import { type LabelledSet, heldOutSets, sets } from './accuracy/sets.ts';

const { values } = parseArgs({ options: { sets: { type: 'string' }, quick: { type: 'boolean', default: false }, short: { type: 'boolean', default: false }, rules: { type: 'string' }, slices: { type: 'boolean', default: false }, seeds: { type: 'string' }, alone: { type: 'boolean', default: false } } });
const quick = values.quick || values.short;
const wanted = values.sets?.split(',') ?? (quick ? ['petshop-0', 'petshop-6', 'petshop-30', 'S'] : sets.map((s) => s.name));
const known = [...sets, ...heldOutSets];
const unknown = wanted.filter((name) => !known.some((s) => s.name === name));
if (unknown.length > 0) throw new Error(`--sets ${unknown.join()}: expected of ${known.map((s) => s.name).join()}`);

const others = values.seeds?.split(',').map(Number);
if (others?.some((seed) => !Number.isSafeInteger(seed)) === true) throw new Error(`--seeds ${values.seeds ?? ''}: expected whole numbers`);
const seedsOf = ({ seeds }: LabelledSet): readonly number[] => others ?? (quick ? seeds.slice(0, 1) : seeds);

const percent = (value: number): string => (Number.isNaN(value) ? '-' : (value * 100).toFixed(1)).padStart(7);
const signed = (value: number): string => `${value >= 0 ? '+' : ''}${(value * 100).toFixed(1)}`;
const columns = ['top-1', 'top-3', 'MRR', 'none-P', 'none-R', 'AUROC', 'ECE', 'useful'];
const numbersOf = (a: Accuracy): string => [a.top1, a.top3, a.mrr, a.noSuspectPrecision, a.noSuspectRecall, a.auroc, a.ece, a.useful].map(percent).join('');

const short: string[] = [];
const byName = new Map<string, Accuracy>();

/** Says what is below the bar of a set. */
const judge = ({ name, bar = {}, near }: LabelledSet, reached: Accuracy): void => {
  for (const [what, least] of Object.entries(bar) as [keyof Accuracy, number][]) if (!(reached[what] >= least)) short.push(`${name}: ${what} ${percent(reached[what]).trim()} of ${percent(least).trim()}`);
  const other = near === undefined ? undefined : byName.get(near.set);
  if (near === undefined || other === undefined) return;
  const lost = other.top1 - reached.top1;
  console.log(`${' '.repeat(26)}${signed(-lost)} points of top-1 against ${near.set}`);
  if (lost > near.loses) short.push(`${name}: loses ${signed(lost)} points of top-1 against ${near.set}, ${signed(near.loses)} allowed`);
};

const slices = (all: readonly Outcome[]): void => {
  for (const slice of ['kind', 'hops', 'silent', 'lag', 'undone']) {
    const caused = all.filter((o) => o.caused);
    const parts = [...new Set(caused.map((o) => o.slices[slice] ?? '-'))].sort().map((value) => {
      const of = caused.filter((o) => (o.slices[slice] ?? '-') === value);
      return `${value} ${percent(accuracy(of).top1).trim()}/${percent(accuracy(of).top3).trim()} (${of.length})`;
    });
    console.log(`${' '.repeat(26)}${slice}: ${parts.join(', ')}`);
  }
};

console.log('Percent. none-P, none-R: precision and recall of "no suspect"; [...]: 95 % interval of top-1; [+a +b]: of what ours is above a baseline, case by case');
console.log(`${'set'.padEnd(26)}${'method'.padEnd(14)}${columns.map((c) => c.padStart(7)).join('')}`);
for (const set of known.filter(({ name }) => wanted.includes(name))) {
  const started = performance.now();
  const runs = new Map<string, Outcome[]>();
  for (const seed of seedsOf(set)) {
    const timelines = set.timelines(seed);
    const methods = { culprit: await ours(timelines, values.rules), ...(values.alone ? {} : baselines) };
    for (const [name, method] of Object.entries(methods)) runs.set(name, [...(runs.get(name) ?? []), ...outcomes(timelines, method)]);
  }
  const own = runs.get('culprit') ?? [];
  const reached = accuracy(own);
  byName.set(set.name, reached);
  const many = (caused: boolean): number => Math.round(own.filter((o) => o.caused === caused).length / seedsOf(set).length);
  const of = `${set.name} (${seedsOf(set).length}×${many(true)}+${many(false)})`;
  for (const [name, all] of runs) {
    const span = name === 'culprit' ? `[${interval([...rightFirst(all).values()]).map((v) => percent(v).trim()).join(' ')}]` : `[${paired(own, all).map(signed).join(' ')}]`;
    // which baseline names no suspect, and with what probability, nobody has said
    const figures = accuracy(name === 'culprit' ? all : all.map((o) => ({ ...o, probability: undefined })));
    console.log(`${(name === 'culprit' ? of : '').padEnd(26)}${name.padEnd(14)}${numbersOf(figures)}  ${span}`);
    if (name !== 'culprit' && figures.top1 > reached.top1) short.push(`${set.name}: top-1 of ${name} is higher`);
  }
  judge(set, reached);
  if (values.slices) slices(own);
  console.error(`${set.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
for (const line of short) console.error(`below the bar: ${line}`);
process.exitCode = short.length > 0 ? 1 : 0;

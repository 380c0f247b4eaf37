// node bench/heldout/main.ts [--rules file] [--seeds 1,2,3] [--only no-calls,entities] [--systems]: how ours does where the events look otherwise, beside the best of the simple baselines
import { parseArgs } from 'node:util';
import { baselines } from '../accuracy/baselines/index.ts';
import { type Accuracy, type Outcome, accuracy, outcomes } from '../accuracy/measure.ts';
import { ours } from '../accuracy/ours.ts';
import { withoutCauses } from '../accuracy/petshop.ts';
import { heldOut } from './heldout.ts';
import { systems } from './systems.ts';
import { variants } from './variants.ts';

const { values } = parseArgs({ options: { rules: { type: 'string' }, seeds: { type: 'string', default: '1,2,3' }, only: { type: 'string' }, systems: { type: 'boolean', default: false } } });
const seeds = values.seeds.split(',').map(Number);
const wanted = values.only?.split(',');
const percent = (value: number): string => (Number.isNaN(value) ? '-' : (value * 100).toFixed(1)).padStart(7);

const best = (all: ReadonlyMap<string, Accuracy>, figure: 'top1' | 'top3' | 'auroc'): string => {
  const [name, reached] = [...all].reduce((most, one) => (one[1][figure] > most[1][figure] ? one : most));
  return `${percent(reached[figure])} ${name.padEnd(12)}`;
};

const measure = async (label: string, name: string, only?: string): Promise<void> => {
  const runs = new Map<string, Outcome[]>();
  for (const seed of seeds) {
    const timelines = heldOut(variants[name] ?? {}, seed, only);
    const both = [...timelines, ...withoutCauses(timelines)];
    for (const [method, answer] of Object.entries({ culprit: await ours(both, values.rules), ...baselines })) runs.set(method, [...(runs.get(method) ?? []), ...outcomes(both, answer)]);
  }
  const all = new Map([...runs].map(([method, found]) => [method, accuracy(found)]));
  const own = accuracy(runs.get('culprit') ?? []);
  all.delete('culprit');
  console.log(`${label.padEnd(22)}${[own.top1, own.top3, own.noSuspectPrecision, own.noSuspectRecall, own.auroc, own.ece, own.useful].map(percent).join('')}  |${(['top1', 'top3', 'auroc'] as const).map((figure) => best(all, figure)).join('')}`);
};

console.log(`${'variant'.padEnd(22)}${['top-1', 'top-3', 'none-P', 'none-R', 'AUROC', 'ECE', 'useful'].map((c) => c.padStart(7)).join('')}  | best of the baselines: top-1, top-3, AUROC`);
if (wanted === undefined) for (const { name } of systems) await measure(name, 'all', name);
for (const name of ['all', ...Object.keys(variants)]) {
  if (wanted !== undefined && !wanted.includes(name)) continue;
  await measure(name, name);
  if (values.systems) for (const system of systems) await measure(`  ${system.name}`, name, system.name);
}

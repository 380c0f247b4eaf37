// npm run bench:accuracy: how often the right change is named first, on labelled incidents, beside simple baselines.
import { latestOnSameService, mostRecent } from './accuracy/baselines.ts';
import { type Accuracy, accuracy, type Method } from './accuracy/measure.ts';
import { ours } from './accuracy/ours.ts';
import { petshop } from './accuracy/petshop.ts';

const seeds = process.argv.includes('--short') ? [1] : [1, 2, 3, 4, 5];
const rates = [0, 6, 30];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(9);
const mean = (all: Accuracy[], of: (a: Accuracy) => number): number => all.reduce((sum, a) => sum + of(a), 0) / all.length;

console.log('PetShop: 68 real incidents of a demo shop, 62 of them caused by a change; harmless changes added at each rate');
console.log(`${'decoys/h'.padEnd(10)}${'method'.padEnd(26)}${'top-1'.padStart(9)}${'top-3'.padStart(9)}${'MRR'.padStart(9)}   (mean of ${seeds.length} seeds)`);
const short: string[] = [];
for (const rate of rates) {
  const runs: Record<string, Accuracy[]> = { culprit: [], 'most recent': [], 'latest on same service': [] };
  for (const seed of rate === 0 ? seeds.slice(0, 1) : seeds) {
    const timelines = petshop(rate, seed);
    const methods: Record<string, Method> = { culprit: await ours(timelines), 'most recent': mostRecent, 'latest on same service': latestOnSameService };
    for (const [name, method] of Object.entries(methods)) runs[name]?.push(accuracy(timelines, method));
  }
  const top1 = Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, mean(all, (a) => a.top1)]));
  for (const [name, all] of Object.entries(runs)) {
    console.log(`${String(rate).padEnd(10)}${name.padEnd(26)}${percent(mean(all, (a) => a.top1))}${percent(mean(all, (a) => a.top3))}${mean(all, (a) => a.mrr).toFixed(3).padStart(9)}`);
    if (name !== 'culprit' && (rate === 0 ? (top1['culprit'] ?? 0) < (top1[name] ?? 0) : (top1['culprit'] ?? 0) <= (top1[name] ?? 0))) short.push(`at ${rate}/h Culprit is not above "${name}"`);
  }
}
for (const line of short) console.error(`below the bar: ${line}`);
process.exitCode = short.length > 0 ? 1 : 0;

// node bench/generate/main.ts --size M --seed 1 --events events.jsonl --labels labels.jsonl: a fleet with labelled incidents, for `culprit replay`.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generate } from './generate.ts';
import type { SizeName } from './parameters.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'S' }, seed: { type: 'string', default: '1' }, incidents: { type: 'string' }, dropped: { type: 'string' }, noise: { type: 'string' },
    delays: { type: 'string' }, events: { type: 'string', default: 'events.jsonl' }, labels: { type: 'string', default: 'labels.jsonl' },
  },
});
if (!['S', 'M', 'L', 'XL'].includes(values.size)) throw new Error(`--size ${values.size}: expected S, M, L or XL`);
if (values.delays !== undefined && values.delays !== 'default' && values.delays !== 'swapped') throw new Error(`--delays ${values.delays}: expected default or swapped`);
const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const { lines, labels } = generate(values.size as SizeName, { seed: Number(values.seed), incidents: number(values.incidents), dropped: number(values.dropped), noise: number(values.noise), delays: values.delays });
const text = (items: readonly unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');
writeFileSync(values.events, text(lines));
writeFileSync(values.labels, text(labels));
console.log(`${lines.length} events, ${labels.length} incidents, ${labels.filter((l) => l.causes.length > 0).length} of them caused by a change`);

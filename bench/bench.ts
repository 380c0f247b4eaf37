// npm run bench: each part beside the raw library it stands on, in the same run; a ratio of 1 means that we cost nothing.
import { run as core } from './core/run.ts';
import { run as correlator } from './correlator/run.ts';
import { run as kubernetes } from './kubernetes/run.ts';
import { run as log } from './log/run.ts';
import { run as projector } from './projector/run.ts';
import { run as webhooks } from './webhooks/run.ts';
import type { Measured } from './log/measure.ts';

const benches: readonly (() => Promise<readonly Measured[]>)[] = [log, webhooks, projector, kubernetes, core, correlator];

const number = (value: number): string => Math.round(value).toLocaleString('en').padStart(10);
console.log(`${'ratio'.padStart(6)}${'goal'.padStart(6)}${'ours'.padStart(10)}${'peer'.padStart(10)}  per second, medians`);
for (const bench of benches) {
  for (const { name, ratio, goal, ours, peer } of await bench()) {
    console.log(`${ratio.toFixed(2).padStart(6)}${(goal > 0 ? String(Math.round(goal * 100) / 100) : '-').padStart(6)}${number(ours)}${number(peer)}  ${name}${ratio < goal ? '  BELOW THE GOAL' : ''}`);
  }
}

// The correlator's core: `node bench/core/run.ts [events]` after `npm run build`, or all benches by `npm run bench`.
import type { Measured } from '../log/measure.ts';
import { best, coreRules, folded, pairsOf } from './fold.ts';
import { intervalJoin } from './interval-join.ts';
import { replayRate } from './replay.ts';
import { accepted, workload } from './workload.ts';

/** Events a second of the whole fleet, and how many of them are changes. */
const PER_HOUR = 728;
const REFOLD_HOURS = 144;

const against = (name: string, goal: number, ours: number, peer: number): Measured => ({ name, goal, ours, peer, ratio: ours / peer });

/** What a power of at most 0.05 leaves of a rate when something grows so many times. */
const flat = (times: number): number => times ** -0.05;

export const run = async ({ events = 200_000, rounds = 2 } = {}): Promise<Measured[]> => {
  const lines = workload({ events, perHour: PER_HOUR });
  const all = accepted(lines);
  const core = best(rounds, () => folded(all, coreRules()));
  const join = await intervalJoin(all, core.incidents, coreRules(), rounds);
  const pairs = pairsOf(all, coreRules());
  if (join.pairs !== pairs) throw new Error(`the interval join found ${join.pairs} pairs of an incident and a change, the core ${pairs}: not the same question`);
  const measured = [
    against('core, with reasons: 1,000 services, depth 2, 10 % alerts; beside a million a second', 1, core.rate, 1_000_000),
    against(`core, the same; beside ClickHouse, which only joins the ${pairs.toLocaleString('en')} pairs`, 10, core.rate, join.rate),
  ];
  const [day, week] = [best(rounds, () => folded(all, coreRules('PT24H'))), best(rounds, () => folded(all, coreRules('PT168H')))];
  measured.push(against('core: 7 days of lookback beside 1 day', flat(7), week.rate, day.rate));
  const [seldom, often] = [1, 4].map((times) => best(rounds, () => folded(accepted(workload({ events, perHour: (PER_HOUR / 4) * times })), coreRules())));
  measured.push(against('core: a fleet that changes and alerts four times as often, beside a quarter of it', flat(4), often?.rate ?? 0, seldom?.rate ?? 1));
  const refold = accepted(workload({ events: Math.round(PER_HOUR * REFOLD_HOURS), perHour: PER_HOUR }));
  const refolded = folded(refold, coreRules());
  measured.push(against(`core: 144 h at 655 changes/h refolded (${refolded.seconds.toFixed(1)} s) beside 10 s`, 1, refolded.rate, refold.length / 10));
  measured.push(against('culprit replay, file to file; beside 100,000 a second', 1, await replayRate(workload({ events: 5 * events, perHour: PER_HOUR })), 100_000));
  return measured;
};

if (import.meta.main) for (const line of await run({ events: Number(process.argv[2] ?? 200_000) })) console.log(line);

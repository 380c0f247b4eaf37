import { describe, expect, it } from '@jest/globals';
import { noMetrics, partitionOf, silentLogger, systemClock, type NewRecord } from '@culprit/ports';
import fc from 'fast-check';
import { openSpool, type OpenSpool } from './open.js';
import { FakeDisk, FakeLog, type Mood } from './testing/fakes.js';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const long = process.env['CULPRIT_LONG'] === '1';
const ORDERS = ['github', 'github/eu', 'v1'];

type Step =
  | { readonly is: 'append'; readonly order: string; readonly sizes: readonly number[] }
  | { readonly is: 'wait'; readonly ms: number }
  | { readonly is: 'mood'; readonly mood: Mood }
  | { readonly is: 'disk'; readonly refuses: boolean; readonly lies: boolean }
  | { readonly is: 'kill' };

const append = fc.record({ is: fc.constant('append' as const), order: fc.constantFrom(...ORDERS), sizes: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 }) });
const step = fc.oneof(
  { weight: 12, arbitrary: append },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 25 }) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('mood' as const), mood: fc.constantFrom<Mood>('ok', 'ok', 'refuse', 'lose', 'hang') }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('disk' as const), refuses: fc.boolean(), lies: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ is: 'kill' as const }) },
);

/** The log hangs, much comes, it is back, and more comes while that is drained. */
const outage = fc.tuple(fc.array(append, { minLength: 5, maxLength: 15 }), fc.array(append, { minLength: 10, maxLength: 30 })).map(([during, behind]): Step[] => [
  { is: 'wait', ms: 60 }, { is: 'mood', mood: 'hang' }, ...during, { is: 'wait', ms: 20 }, { is: 'mood', mood: 'ok' },
  ...behind.flatMap((each, i): Step[] => (i % 2 === 0 ? [each, { is: 'wait', ms: 1 }] : [each])),
]);
const anything = fc.array(step, { minLength: 10, maxLength: 80 });
const outages = fc.array(outage, { minLength: 1, maxLength: 2 }).map((all) => all.flat());

/** The delivery, kept by its endpoint, and its changes, kept by their ids: `order number`. */
const recordsOf = (order: string, n: number, sizes: readonly number[]): NewRecord[] => [
  { topic: 'deliveries', partitionKey: order, key: null, value: `${order} ${n}` },
  ...sizes.map((size) => ({ topic: 'changes', partitionKey: `change ${size}`, key: null, value: `${order} ${n}` })),
];

/** Runs the steps, mends everything, waits until nothing waits. Gives what was answered well, and the log. */
const play = async (steps: readonly Step[], seed: number): Promise<{ answered: Map<string, NewRecord[]>; fake: FakeLog; disk: FakeDisk }> => {
  let state = seed;
  const chance = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  const fake = new FakeLog(40, () => chance(4));
  const disk = new FakeDisk();
  disk.delayMs = () => chance(3);
  const answered = new Map<string, NewRecord[]>();
  let life = 0;
  const start = async (): Promise<{ spool: OpenSpool; die(): void }> => {
    const { disk: opened, die } = disk.open();
    const spool = await openSpool({ log: fake.log, disk: opened, logName: 'Kafka', clock: systemClock, logger: silentLogger, metrics: noMetrics, maxBytes: 1e9, budgetMs: 10, probeMs: 3, parts: { proven: 4, probe: 2 } });
    return { spool, die };
  };
  let now = await start();
  const open: Promise<void>[] = [];
  for (const [n, each] of steps.entries()) {
    if (each.is === 'wait') await after(each.ms);
    if (each.is === 'mood') fake.mood = each.mood;
    if (each.is === 'disk') Object.assign(disk, { refuses: each.refuses, lies: each.lies });
    if (each.is === 'append') {
      const records = recordsOf(each.order, n, each.sizes);
      const mine = life;
      // What a dead process would have answered nobody has heard.
      open.push(now.spool.append(records, each.order).then(() => void (mine === life && answered.set(`${each.order} ${n}`, records)), () => undefined));
    }
    if (each.is === 'kill') {
      life += 1;
      now.die();
      fake.die();
      void now.spool.close();
      now = await start();
    }
  }
  Object.assign(disk, { refuses: false });
  fake.mood = 'ok';
  await Promise.race([Promise.all(open), after(200)]);
  for (const end = Date.now() + 30_000; (now.spool.state().sentence !== undefined || disk.held > 0) && Date.now() < end;) {
    await after(5);
    // What is owed to the disk is dropped now and then.
    if (disk.held > 0) await now.spool.append(recordsOf('last', -1, []), 'last').catch(() => undefined);
  }
  await now.spool.close();
  return { answered, fake, disk };
};

/** In each partition each order's answered appends appear first in the order in which they were called. */
const misplaced = (fake: FakeLog): string[] => [...fake.written].flatMap(([lane, values]) =>
  ORDERS.flatMap((order) => {
    const firsts = [...new Set(values)].filter((value) => value.startsWith(`${order} `)).map((value) => Number(value.slice(order.length + 1)));
    return firsts.flatMap((n, i) => (i > 0 && n < (firsts[i - 1] ?? 0) ? [`${lane}: ${order} ${n} behind ${firsts[i - 1]}`] : []));
  }));

describe('the spool, whatever log and disk do and however often it is killed', () => {
  it.each([['anything', anything, 60], ['outages', outages, 20]])('has everything that was answered well on the log at last, each order in order: %s', async (_, course, numRuns) => {
    await fc.assert(fc.asyncProperty(course, fc.integer({ min: 1, max: 1e6 }), async (steps, seed) => {
      const { answered, fake, disk } = await play(steps, seed);
      const lacking = [...answered].flatMap(([value, records]) => records.filter(({ topic, partitionKey }) => !(fake.written.get(`${topic}/${partitionOf(partitionKey, 3)}`) ?? []).includes(value)).map(({ topic }) => `${value} on ${topic}`));
      expect({ lacking, held: disk.held, misplaced: misplaced(withOnly(fake, answered)) }).toEqual({ lacking: [], held: 0, misplaced: [] });
    }), { numRuns: long ? 10 * numRuns : numRuns, seed: 4, endOnFailure: true });
  }, long ? 600_000 : 120_000);
});

/** Nothing is promised of where an append stands that was refused. */
const withOnly = (fake: FakeLog, answered: ReadonlyMap<string, unknown>): FakeLog => {
  const only = new FakeLog(1);
  for (const [lane, values] of fake.written) only.written.set(lane, values.filter((value) => answered.has(value)));
  return only;
};

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openEmbeddedLog } from '@culprit/embedded';
import { LogUnavailable, noMetrics, silentLogger, systemClock, type EventLog, type NewRecord } from '@culprit/ports';
import { openSpool } from '../index.js';

/**
 * A process to be killed: `victim.js DIRECTORY away|up ROUND [MOST]` appends for three orders, MOST for each or without end, through a spool in DIRECTORY/spool, to the log in
 * DIRECTORY/log, which is away for ever or there. Says a line for each append when it is settled: `taken ORDER ROUND NUMBER` or `refused ...`.
 */
const [, , directory = '', mode = '', round = '', most = 'Infinity'] = process.argv;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const topics = [{ name: 'deliveries', partitions: 3, compacted: false }, { name: 'changes', partitions: 3, compacted: false }];
const real = await openEmbeddedLog({ path: join(directory, 'log', 'log.sqlite') });
await real.ensureTopics(topics);
const log = mode === 'up' ? real : new Proxy<EventLog>(real, {
  get: (target, name: keyof EventLog) =>
    name === 'append' || name === 'ping' ? () => pause(2).then(() => { throw new LogUnavailable('away'); }) : target[name].bind(target),
});
const disk = await openEmbeddedLog({ path: join(directory, 'spool', 'spool.sqlite'), appendTimeoutMs: 2_000 });
const spool = await openSpool({ log, disk, logName: 'Kafka', clock: systemClock, logger: silentLogger, metrics: noMetrics, maxBytes: 1e9, probeMs: 20 });
say('open');

const recordsOf = (order: string, n: number): NewRecord[] => {
  const value = `${order} ${round} ${n}`;
  return [
    { topic: 'deliveries', partitionKey: order, key: `${n}`, value },
    ...Array.from({ length: n % 3 }, (_, i) => ({ topic: 'changes', partitionKey: `${order}-${n}-${i}`, key: null, value, headers: { order } })),
  ];
};

for (let n = 0; n < Number(most); n += 1) {
  for (const order of ['github', 'github/eu', 'v1']) {
    const settled = spool.append(recordsOf(order, n), order).then(() => say(`taken ${order} ${round} ${n}`), () => say(`refused ${order} ${round} ${n}`));
    if (n % 8 === 0) await settled;
  }
  await pause(1);
}
// all is said; it waits to be killed
setInterval(() => undefined, 60_000);

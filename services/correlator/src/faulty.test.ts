import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CulpritEvent, type Incident, type Rules, canonicalJson, comparable, topics } from '@culprit/domain';
import { at, change, firing } from '@culprit/domain/testing';
import { openEmbeddedLog } from '@culprit/embedded';
import { eventRecord, parseRecord } from '@culprit/nest';
import { type Batch, type EventLog, type LogRecord, noMetrics, silentLogger, systemClock } from '@culprit/ports';
import { type Correlation, correlate } from './correlate.js';
import { foldArrivals } from './replay/fold-arrivals.js';
import { readRules } from './rules.js';

let folder: string;
let log: EventLog;
let rules: Rules;
const running: Correlation[] = [];

/** The shipped rules, which throw at a change of this kind, or at any alert. */
const trapped = (where: 'a config change' | 'everything'): Rules => {
  const thrower = <T extends object>(inside: T, trap: string): T => new Proxy(inside, { get: (of, key) => { if (key === trap) throw new Error(`cannot weigh ${trap}`); return Reflect.get(of, key) as unknown; } });
  return where === 'everything' ? { ...rules, fold: thrower(rules.fold, 'near') } : { ...rules, score: { ...rules.score, kind: thrower(rules.score.kind, 'config') } };
};
const start = async (by: Rules): Promise<Correlation> => {
  const correlation = correlate({ log, store: {} as never, clock: systemClock, logger: silentLogger, metrics: noMetrics }, by, undefined);
  running.push(correlation);
  correlation.assigned((await log.ends(topics.alerts.name)).map((_, partition) => partition));
  return correlation;
};
const stopAll = async (): Promise<void> => void (await Promise.all(running.splice(0).map((one) => one.stop())));
const send = (...events: CulpritEvent[]): Promise<unknown> => log.append(events.map(eventRecord));
const all = async (topic: string): Promise<LogRecord[]> => {
  const records: LogRecord[] = [];
  const reader = await log.read({ topics: [topic], from: 'earliest' }, (batch) => void records.push(...batch.records));
  await reader.caughtUp();
  await reader.stop();
  return records;
};
/** The last alert, as the group would hand it over. */
const lastBatch = async (): Promise<Batch> => {
  const batches: Batch[] = [];
  const reader = await log.read({ topics: [topics.alerts.name], from: 'earliest' }, (batch) => void batches.push(batch));
  await reader.caughtUp();
  await reader.stop();
  const [batch] = batches;
  if (batch === undefined) throw new Error('there are no alerts');
  return batch;
};
const incidents = async (): Promise<Incident[]> => {
  const newest = new Map<string, Incident>();
  for (const record of await all(topics.incidents.name)) {
    const parsed = parseRecord('incident', record);
    if (parsed.ok) newest.set(parsed.event.id, parsed.event);
  }
  return [...newest.values()];
};
const until = async <T>(ask: () => Promise<T> | T, is: (answer: T) => boolean): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (is(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-faulty-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  await log.ensureTopics(Object.values(topics));
  rules = await readRules();
});
afterEach(async () => {
  await stopAll();
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an event that the correlator cannot judge', () => {
  it('is a dead letter, once over any number of starts, and everything else comes out as without it', async () => {
    const others = [change('good', 'cart', at('09:59')), firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'mail', at('10:00'))];
    await send(change('bad', 'cart', at('09:58'), { kind: 'config' }), ...others);
    const alerts = await lastBatch();
    for (let starts = 0; starts < 3; starts++) {
      const correlation = await start(trapped('a config change'));
      await correlation.done(alerts);
      const found = await incidents();
      expect(found.map(({ services }) => services).sort()).toEqual([['cart'], ['mail']]);
      expect(found.flatMap((i) => i.suspects.flatMap((s) => s.changeIds))).toEqual(['good']);
      await until(() => all(topics.dlq.name), (letters) => letters.length > 0);
      expect(correlation.waitsFor()).toBeUndefined();
      await stopAll();
    }
    const left: string[] = [];
    const replayed = foldArrivals([change('bad', 'cart', at('09:58'), { kind: 'config' }), ...others].map((event) => ({ arrivalTime: at('11:00'), event })), trapped('a config change'), { leftOut: ({ event }) => left.push(event.id) });
    expect([replayed.map((i) => comparable(i)).sort(), left]).toEqual([(await incidents()).map((i) => comparable(i)).sort(), ['bad']]);

    const letters = await all(topics.dlq.name);
    expect(letters).toHaveLength(1);
    expect(JSON.parse(String(letters[0]?.value))).toMatchObject({ id: 'bad', kind: 'config' });
    expect(letters[0]?.headers).toMatchObject({ dlq_stage: 'correlator/culprit.changes.v1', dlq_topic: 'culprit.changes.v1', dlq_reason: 'cannot weigh config' });

    const before = (await incidents()).map((i) => comparable(i)).sort();
    await start(rules);
    const mended = await until(incidents, (list) => list.some((i) => i.suspects.some(({ changeIds }) => changeIds[0] === 'bad')));
    expect(canonicalJson(mended.map((i) => comparable(i)).sort())).not.toBe(canonicalJson(before));
  }, 60_000);

  it('that no fact can be blamed for makes it not ready, ends nothing, and commits nothing', async () => {
    const correlation = await start(trapped('everything'));
    await until(() => correlation.waitsFor(), (waits) => waits === undefined);
    // near is asked for when a second alert looks for an incident to join
    await send(firing('a', 'f1', 'cart', at('10:00')), firing('b', 'f2', 'cart', at('10:01')));
    await expect(correlation.done(await lastBatch())).rejects.toThrow('nothing is published: cannot weigh near');
    expect(correlation.waitsFor()).toBe('the incidents of production cannot be judged: cannot weigh near');
    await stopAll();
    await start(rules);
    expect(await until(incidents, (list) => list.length > 0)).toMatchObject([{ alertCount: 2 }]);
  }, 60_000);
});

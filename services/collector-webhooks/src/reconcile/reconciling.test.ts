import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { factId, timeOf, topics, type Change } from '@culprit/domain';
import { openEmbeddedLog } from '@culprit/embedded';
import { eventRecord } from '@culprit/nest';
import { silentLogger, systemClock, type EventLog } from '@culprit/ports';
import { z } from 'zod';
import { appender } from '../append.js';
import { Hearing } from '../coverage.js';
import { instruments } from '../instruments.js';
import { reconciler, type Question } from '../provider/reconcile.js';
import { countingMetrics, type Counting } from '../testing/counting.js';
import { recordsOf } from '../testing/rig.js';
import { startReconciling, type Reconciling } from './reconciling.js';
import type { Task } from './round.js';

const change = (number: number, at: number, detectedBy: 'live' | 'reconcile' = 'live'): Change => ({
  id: factId('change', 'acme', undefined, String(number)), parser: 1, updatedAt: timeOf(at), occurredAt: timeOf(at), observedAt: timeOf(at), source: { provider: 'acme' },
  kind: 'deployment', phase: 'succeeded', phases: [{ phase: 'succeeded', at: timeOf(at) }], detectedBy, services: [], entities: ['acme/thing'], title: `Deploy ${number}`, diff: [], identities: [], links: [], attributes: {},
});

let directory: string;
let log: EventLog;
let started: Reconciling[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reconcile-'));
  log = await openEmbeddedLog({ path: join(directory, 'log.sqlite') });
  await log.ensureTopics(Object.values(topics));
  started = [];
});
afterEach(async () => {
  for (const each of started) await each.stop();
  await log.close();
  await rm(directory, { recursive: true, force: true });
});

const taskOf = (gather: (question: Question) => (Change | 'garbage')[], every = 0.1): Task => ({
  provider: 'acme', endpoint: 'eu', settings: undefined, token: 'secret', every,
  interpret: async ({ body }) => (body === 'garbage' ? { is: 'reject', reason: 'no time' } : { is: 'ok', events: [{ kind: 'change', event: body as Change }] }),
  reconciler: reconciler({ settings: z.undefined(), overlapSeconds: 300, gather: async function* (question) { yield { rows: gather(question).map((body) => ({ body })) }; } }),
});
const run = async (tasks: Task[], hearing = new Hearing([])): Promise<{ hearing: Hearing; reconciling: Reconciling; metrics: Counting }> => {
  const metrics = countingMetrics();
  const writer = appender({ log }, systemClock, silentLogger, instruments(metrics));
  const reconciling = await startReconciling(tasks, { log, appender: writer, clock: systemClock, logger: silentLogger, hearing, metrics });
  started.push(reconciling);
  return { hearing, reconciling, metrics };
};
const until = async (said: () => boolean): Promise<void> => {
  for (let i = 0; !said(); i++) {
    if (i === 700) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
const rounds = (metrics: Counting, outcome = 'done'): number => metrics.of('culprit_reconcile_rounds_total', { provider: 'acme', outcome });

describe('reconciling', () => {
  it('adds what no webhook brought, once, and nothing over what one did', async () => {
    const now = Date.now();
    await log.append([eventRecord({ kind: 'change', event: change(1, now - 300_000) })]);
    const { metrics, hearing } = await run([taskOf(() => ['garbage', change(1, now - 300_500), change(2, now - 200_000)])]);
    await until(() => rounds(metrics) >= 3);
    const told = (await recordsOf(log, topics.changes.name)).map(({ value }) => JSON.parse(String(value)) as Change).map(({ title, detectedBy }) => [title, detectedBy]);
    expect(told.sort()).toEqual([['Deploy 1', 'live'], ['Deploy 2', 'reconcile']]);
    expect(metrics.of('culprit_reconcile_events_total', { provider: 'acme' })).toBe(1);
    expect(hearing.lastReconciled('acme', 'eu')).toBeDefined();
  });

  it('asks from where the last round ended, with an overlap', async () => {
    const hearing = new Hearing([]);
    const last = timeOf(Date.now() - 3_600_000);
    hearing.reconciled('acme', 'eu', last);
    const asked: Question[] = [];
    const { metrics } = await run([taskOf((question) => (asked.push(question), []))], hearing);
    await until(() => rounds(metrics) >= 1);
    expect(asked[0]).toMatchObject({ since: timeOf(Date.parse(last) - 300_000), endpoint: 'eu', token: 'secret' });
  });

  it('that fails says so, and asks for the same again', async () => {
    const asked: string[] = [];
    const { metrics, reconciling, hearing } = await run([taskOf(({ since }) => {
      asked.push(since);
      if (asked.length < 3) throw new Error('acme.example answers 500');
      return [];
    })]);
    await until(() => rounds(metrics, 'failed') >= 1);
    expect([reconciling.troubles(), hearing.lastReconciled('acme', 'eu')]).toEqual([['acme/eu could not be reconciled: acme.example answers 500'], undefined]);
    await until(() => rounds(metrics) >= 1);
    expect(reconciling.troubles()).toEqual([]);
    expect(Date.parse(asked[2] ?? '') - Date.parse(asked[0] ?? '')).toBeLessThan(5_000);
  });

  it('ends within a round, however long the next would be away', async () => {
    const began = Promise.withResolvers<void>();
    const { reconciling, metrics } = await run([taskOf(() => {
      began.resolve();
      return [change(1, Date.now() - 300_000)];
    }, 86_400)]);
    await began.promise;
    await reconciling.stop();
    expect(rounds(metrics)).toBeLessThanOrEqual(1);
  });

  it('is done by one of two collectors, and by the other when the first is gone', async () => {
    const first = await run([taskOf(() => [])]);
    await until(() => rounds(first.metrics) >= 1);
    const second = await run([taskOf(() => [])]);
    await until(() => rounds(first.metrics) >= 5);
    expect(rounds(second.metrics)).toBe(0);
    await first.reconciling.stop();
    await until(() => rounds(second.metrics) >= 1);
  });
});

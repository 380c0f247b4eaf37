import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CulpritEvent, type Incident, canonicalJson, comparable, incidentId, topics } from '@culprit/domain';
import { anyEvents, at, change, firing, resolved, said } from '@culprit/domain/testing';
import { openEmbeddedLog } from '@culprit/embedded';
import { type RunningService, eventRecord, parseRecord } from '@culprit/nest';
import { type EventLog, noMetrics, silentLogger, systemClock } from '@culprit/ports';
import fc from 'fast-check';
import { correlator } from './service.js';
import { foldArrivals } from './replay/fold-arrivals.js';
import { readRules } from './rules.js';

let folder: string;
let log: EventLog;
const running: RunningService[] = [];

const start = async (of = log): Promise<RunningService> => {
  const store = { close: async () => {} } as never;
  const service = await correlator.start({ log: of, store, clock: systemClock, logger: silentLogger, metrics: noMetrics }, {});
  running.push(service);
  return service;
};
const stop = async (service: RunningService): Promise<void> => {
  running.splice(running.indexOf(service), 1);
  await service.stop();
};
const send = (...events: CulpritEvent[]): Promise<unknown> => log.append(events.map(eventRecord));

/** Every revision on the topic, in order. */
const revisions = async (): Promise<Incident[]> => {
  const all: Incident[] = [];
  const reader = await log.read({ topics: [topics.incidents.name], from: 'earliest' }, ({ records }) => {
    for (const record of records) {
      const parsed = parseRecord('incident', record);
      if (parsed.ok) all.push(parsed.event);
      else throw new Error(parsed.error);
    }
  });
  await reader.caughtUp();
  await reader.stop();
  return all;
};
const newest = async (): Promise<Incident[]> => {
  const byId = new Map<string, Incident>();
  for (const incident of await revisions()) if (incident.revision > (byId.get(incident.id)?.revision ?? 0)) byId.set(incident.id, incident);
  return [...byId.values()].filter((i) => i.status !== 'merged');
};
/** Asks until the topic says so. */
const until = async <T>(ask: () => Promise<T>, is: (answer: T) => boolean): Promise<T> => {
  for (const end = performance.now() + 50_000; ;) {
    const answer = await ask();
    if (is(answer)) return answer;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const text = (incidents: readonly Incident[]): string => canonicalJson(incidents.map((i) => comparable(i)).sort());
const replayed = async (events: readonly CulpritEvent[]): Promise<string> =>
  text(foldArrivals(events.map((event) => ({ arrivalTime: '2026-01-15T00:00:00.000Z', event })), await readRules()));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-correlator-'));
  log = await openEmbeddedLog({ path: join(folder, 'log.db') });
  await log.ensureTopics(Object.values(topics));
});
afterEach(async () => {
  for (const service of [...running]) await stop(service);
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the correlator', () => {
  it('leaves environments to the one that has them until it has read the log', async () => {
    const first = await start();
    await until(async () => first.readiness().ready, (ready) => ready);
    const reading = Promise.withResolvers<void>();
    const slow = new Proxy(log, { get: (of, name) => (name === 'read' ? async (...args: Parameters<EventLog['read']>) => { await reading.promise; return of.read(...args); } : (of[name as keyof EventLog] as () => unknown).bind(of)) });
    const second = await start(slow);
    const environments = Array.from({ length: 12 }, (_, i) => `env-${i}`);
    await send(...environments.map((environment, i) => said('alert', { id: `a${i}`, fingerprint: `f${i}`, service: 'cart', environment, startsAt: at('10:00') })));
    await until(newest, (all) => all.length === environments.length);
    expect(second.readiness().ready).toBe(false);
    reading.resolve();
    await until(async () => second.readiness().ready, (ready) => ready);
  });

  it('publishes an incident at once, again when a late change explains it, and its end', async () => {
    await start();
    await send(firing('a', 'f1', 'cart', at('10:00')));
    await until(newest, ([i]) => i?.suspects.length === 0);
    await send(change('c', 'cart', at('09:59')));
    await until(newest, ([i]) => i?.suspects[0]?.changeIds[0] === 'c');
    await send(resolved('r', 'f1', at('10:20')));
    await until(newest, ([i]) => i?.status === 'resolved');
    expect((await revisions()).map((i) => [i.revision, i.what[0]])).toEqual([[1, 'opened'], [2, 'suspect-named'], [3, 'resolved']]);
  });

  it('gives the id of an earlier alert one last revision that says where it went', async () => {
    await start();
    await send(firing('b', 'f2', 'cart', at('10:05')));
    await until(newest, (all) => all.length === 1);
    await send(firing('a', 'f1', 'cart', at('10:00')));
    const all = await until(revisions, (list) => list.some((i) => i.status === 'merged'));
    expect(all.find((i) => i.status === 'merged')).toMatchObject({ id: incidentId('b'), mergedInto: incidentId('a'), what: ['merged'] });
    expect((await newest()).map((i) => i.id)).toEqual([incidentId('a')]);
  });

  it('answers what a zombie wrote with its own next revision', async () => {
    await start();
    await send(firing('a', 'f1', 'cart', at('10:00')));
    const [ours] = await until(newest, (all) => all.length === 1);
    if (ours === undefined) throw new Error('no incident');
    await log.append([eventRecord({ kind: 'incident', event: { ...ours, revision: 2, title: 'stale', what: ['alerts-changed'] } })]);
    const [mended] = await until(newest, ([i]) => i?.revision === 3);
    expect(comparable(mended as Incident)).toBe(comparable(ours));
  });

  it('says after a restart what it said before, and nothing twice', async () => {
    const first = await start();
    await send(change('c', 'cart', at('09:59')), firing('a', 'f1', 'cart', at('10:00')));
    await until(newest, ([i]) => i?.suspects.length === 1);
    await stop(first);
    await send(firing('b', 'f2', 'cart', at('10:01')));
    const second = await start();
    await until(newest, ([i]) => i?.alertCount === 2);
    await stop(second);
    const before = await revisions();
    const third = await start();
    await until(async () => third.readiness().ready, (ready) => ready);
    await send(said('coverage', { source: 'x', instance: 'y', observedAt: at('10:02'), lastEventAt: at('10:02') }));
    await stop(third);
    expect(await revisions()).toEqual(before);
  });

  it('says of any events, in whatever batches, restarts and however many of it, what replay says', async () => {
    const runs = process.env['CULPRIT_LONG'] === '1' ? 200 : 6;
    await fc.assert(
      fc.asyncProperty(anyEvents, fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), fc.boolean(), async (events, cuts, restart) => {
        const own = await mkdtemp(join(folder, 'run-'));
        const before = log;
        log = await openEmbeddedLog({ path: join(own, 'log.db') });
        await log.ensureTopics(Object.values(topics));
        const [one, two] = [await start(), await start()];
        let rest = [...events];
        for (const cut of cuts) {
          if (cut > 0) await send(...rest.slice(0, cut));
          rest = rest.slice(cut);
          if (restart && running.includes(one)) await stop(one);
        }
        if (rest.length > 0) await send(...rest);
        const wanted = await replayed(events);
        await until(newest, (all) => text(all.map((i) => ({ ...i, url: undefined }))) === wanted);
        if (running.includes(one)) await stop(one);
        await stop(two);
        await log.close();
        log = before;
      }),
      // a fault here takes its whole time, and would again for every smaller example
      { numRuns: runs, endOnFailure: true },
    );
  }, 400_000);
});

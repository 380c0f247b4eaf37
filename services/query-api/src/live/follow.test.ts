import { afterEach, describe, expect, it } from '@jest/globals';
import { silentLogger, type EventLog, type ReadStore } from '@culprit/ports';
import { anIncident } from '../fixtures/incident.js';
import { MemoryLog } from '../fixtures/memory-log.js';
import { decodeCursor } from './cursor.js';
import { IncidentFeed, TOPIC } from './feed.js';
import { follow } from './follow.js';

const environments = ['prod', 'stage', 'eu', 'us', 'dev'];
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** A log, a store that shows what it is told to, and one instance's feed. */
const world = async (log = new MemoryLog()) => {
  const shown = { all: true, polls: 0 };
  const store = {
    positions: async () => {
      shown.polls += 1;
      return shown.all ? log.partitions.map(({ length }, partition) => ({ topic: TOPIC.name, partition, next: length })) : [];
    },
  } as Pick<ReadStore, 'positions'> as ReadStore;
  const feed = new IncidentFeed({ log: log as unknown as EventLog, store, logger: silentLogger });
  await feed.start();
  await feed.ready();
  running.push(() => feed.stop());
  return { log, feed, shown };
};

const nothing = Array.from({ length: TOPIC.partitions }, () => 0);

const reader = ({ log, feed }: { log: MemoryLog; feed: IncidentFeed }, start: readonly number[]) => {
  const ended = new AbortController();
  const items = follow(log as unknown as EventLog, feed, start, ended.signal);
  running.push(async () => {
    ended.abort();
    await items.return(undefined);
  });
  const take = async (count: number) => {
    const taken: { name: string; cursor: string }[] = [];
    while (taken.length < count) {
      const { value } = await items.next();
      if (value === undefined) throw new Error('the subscription ended');
      taken.push({ name: `${value.entry.incident.id}:${value.entry.incident.revision}`, cursor: value.cursor });
    }
    return taken;
  };
  return { take, items };
};

const names = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `${environments[(from + i) % 5]}:${from + i}`);
/** Revision `n` of the incident of one of five environments; the revisions of each rise. */
const write = (log: MemoryLog, from: number, to: number): void => {
  for (let n = from; n <= to; n += 1) log.write(anIncident({ id: environments[n % 5], environment: environments[n % 5], revision: n }));
};

describe('following the incidents topic', () => {
  it('gives history and what comes then, each once, whatever the cursor it starts from', async () => {
    const one = await world();
    write(one.log, 1, 40);
    const first = reader(one, nothing);
    const seen = await first.take(40);
    expect(seen.map(({ name }) => name).sort()).toEqual(names(1, 40).sort());
    write(one.log, 41, 60);
    seen.push(...(await first.take(20)));

    // Another instance goes on from any of these cursors with exactly the rest.
    const other = await world(one.log);
    for (const at of [0, 7, 25, 40, 55]) {
      const cursor = seen[at]?.cursor ?? '';
      const rest = await reader(other, decodeCursor(TOPIC.name, TOPIC.partitions, cursor)).take(60 - at - 1);
      expect(rest.map(({ name }) => name).sort()).toEqual(seen.slice(at + 1).map(({ name }) => name).sort());
    }
  });

  it('hands over from the log to the feed without gap or repeat when more is behind than is held', async () => {
    const one = await world();
    write(one.log, 1, 3000); // The feed holds the last thousand.
    const subscriber = reader(one, nothing);
    const seen = await subscriber.take(1500);
    write(one.log, 3001, 5000);
    seen.push(...(await subscriber.take(3500)));
    expect(new Set(seen.map(({ name }) => name)).size).toBe(5000);
  });

  it('passes a revision that a zombie writes again, for those who start behind the first one too', async () => {
    const one = await world();
    write(one.log, 1, 10);
    const seen = await reader(one, nothing).take(10);
    write(one.log, 6, 10);
    write(one.log, 11, 11);
    const rest = await reader(await world(one.log), decodeCursor(TOPIC.name, TOPIC.partitions, seen[9]?.cursor ?? '')).take(1);
    expect(rest.map(({ name }) => name)).toEqual(names(11, 11));
  });

  it('announces nothing that the store does not show, and does not ask it while nothing waits', async () => {
    const one = await world();
    one.shown.all = false;
    const subscriber = reader(one, nothing);
    write(one.log, 1, 1);
    const next = subscriber.items.next();
    const before = one.shown.polls;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(one.shown.polls).toBeGreaterThan(before);
    expect(await Promise.race([next, 'nothing yet'])).toBe('nothing yet');
    one.shown.all = true;
    expect((await next).value?.entry.incident.revision).toBe(1);
    const idle = one.shown.polls;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(one.shown.polls).toBe(idle);
  });

  it('many live subscribers read the log once', async () => {
    const one = await world();
    const before = one.log.reads;
    const all = Array.from({ length: 20 }, () => reader(one, nothing));
    write(one.log, 1, 5);
    for (const { take } of all) expect((await take(5)).length).toBe(5);
    expect(one.log.reads).toBe(before);
  });
});

import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, Operation, Operations, PackedBatch, Request, WorkerOptions } from './protocol.js';
import { Alive } from './worker/alive.js';
import { append } from './worker/append.js';
import { Changes } from './worker/changes.js';
import { Database, isUnavailable } from './worker/database.js';
import { drop, usedBytes } from './worker/drop.js';
import { endOf, fetch } from './worker/fetch.js';
import { Groups } from './worker/groups.js';
import { maintain } from './worker/maintenance.js';
import { beginnings, committed, ends, offsetsAt } from './worker/positions.js';
import { demandRoom } from './worker/room.js';
import { Topics } from './worker/topics.js';

type Handlers = { readonly [O in Operation]: (...args: Parameters<Operations[O]>) => ReturnType<Operations[O]> | Promise<ReturnType<Operations[O]>> };

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const { path, writeTimeoutMs, pollMs, aliveMs, keepFreeBytes } = workerData as WorkerOptions;
const say = (message: FromWorker, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const trouble = (doing: string, error: unknown): void => say({ kind: 'trouble', doing, reason: reasonOf(error) });

const db = new Database(path, writeTimeoutMs);
await db.prepare();
const topics = new Topics(db);
const handle = randomUUID();
const alive = new Alive(path, handle);
const groups = new Groups(db, topics, alive, handle, (assignment) => say({ kind: 'assignment', assignment }));
const changes = new Changes(db, {
  path, pollMs, trouble,
  tellEnds: (moved) => say({ kind: 'ends', ends: moved }),
  refreshGroups: () => groups.refresh(),
});
const undertake = async (): Promise<void> => {
  // SQLite does not show a connection its own writes as a change: without this the heirs here would not hear of it.
  if (await groups.buryTheDead()) changes.wrote();
};
const undertaker = setInterval(() => {
  undertake().catch((error: unknown) => trouble('looking who is alive', error));
}, aliveMs);
let maintaining: Promise<void> = Promise.resolve();

const andTell = async <T>(work: Promise<T>): Promise<T> => {
  const result = await work;
  changes.wrote();
  return result;
};

const handlers: Handlers = {
  ensureTopics: (specs) => topics.ensure(specs),
  describe: (names) => {
    const found = names.map((name) => topics.get(name));
    const partitions = found.flatMap(({ first, partitions: count }) => Array.from({ length: count }, (_, i) => first + i));
    return { topics: found, ends: partitions.map((id) => [id, endOf(db, id)] as const) };
  },
  append: (packed) => {
    if (keepFreeBytes > 0) demandRoom(path, keepFreeBytes + packed.values.byteLength);
    return andTell(append(db, topics, packed));
  },
  fetch: (partition, from, maxRecords) => fetch(db, partition, from, maxRecords),
  ends: (topic) => ends(db, topics.get(topic)),
  beginnings: (topic) => beginnings(db, topics.get(topic)),
  offsetsAt: (topic, time) => offsetsAt(db, topics.get(topic), time),
  committed: (group, topic) => committed(db, topics.get(topic), group),
  forget: (group) => andTell(groups.forget(group)),
  join: (membership) => andTell(groups.join(membership)),
  leave: (member) => andTell(groups.leave(member)),
  release: (member, partitions) => andTell(groups.release(member, partitions)),
  commit: (member, partition, next) => groups.commit(member, partition, next),
  maintain: (now, topic) => (maintaining = maintaining.catch(() => undefined).then(() => maintain(db, topics.all(), now, topic))),
  drop: (topic, partition, before) => drop(db, topics.get(topic).first + partition, before),
  usedBytes: () => usedBytes(db),
  ping: () => db.write('process', () => undefined),
  close: () => {
    clearInterval(undertaker);
    changes.close();
    alive.close();
    db.close();
  },
};

const buffersOf = (operation: Operation, value: unknown): ArrayBuffer[] => {
  if (operation !== 'fetch') return [];
  const { values, offsets, timestamps, lengths } = value as PackedBatch;
  return [values, offsets, timestamps, lengths].map(({ buffer }) => buffer as ArrayBuffer);
};

port.on('message', ({ id, operation, args }: Request) => {
  const run = async (): Promise<void> => {
    try {
      const value: unknown = await (handlers[operation] as (...args: readonly unknown[]) => unknown)(...args);
      say({ kind: 'answer', id, value }, buffersOf(operation, value));
    } catch (error) {
      say({ kind: 'failed', id, reason: reasonOf(error), unavailable: isUnavailable(error) });
    }
    if (operation === 'close') port.close();
  };
  void run();
});
say({ kind: 'ready' });

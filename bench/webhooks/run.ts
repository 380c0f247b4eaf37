// A signed GitHub push to its durable 200, against bare Fastify that verifies and parses and keeps nothing: requests for each CPU-second of the server.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@culprit/kafka/testing';
import { startServer } from './load.ts';

export interface Result {
  readonly name: string;
  readonly ratio: number;
  readonly goal: number;
  /** Requests for each second of CPU. */
  readonly ours: number;
  readonly peer: number;
}

const GOAL = 0.7;
const ROUNDS = 5;
const SECONDS = 3;

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

/** Round about, so that whatever else the machine does falls on both. */
const compare = async (name: string, where: string): Promise<Result> => {
  const servers = [await startServer(where), await startServer('peer')] as const;
  try {
    const [ours, peer] = servers;
    await ours.perCpuSecond(SECONDS);
    await peer.perCpuSecond(SECONDS);
    const rounds: { ours: number; peer: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push({ ours: await ours.perCpuSecond(SECONDS), peer: await peer.perCpuSecond(SECONDS) });
    return { name, ratio: median(rounds.map((r) => r.ours / r.peer)), goal: GOAL, ours: median(rounds.map((r) => r.ours)), peer: median(rounds.map((r) => r.peer)) };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
};

const onEmbedded = async (): Promise<Result> => {
  const directory = await mkdtemp(join(tmpdir(), 'bench-webhooks-'));
  try {
    return await compare('signed push → durable 200, embedded log', `embedded:${join(directory, 'log.sqlite')}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

const onKafka = async (): Promise<Result> => {
  const kafka = await startKafka({ jvmOptions: '' });
  try {
    return await compare('signed push → durable 200, Kafka', `kafka:${kafka.brokers[0] ?? ''}`);
  } finally {
    await kafka.stop();
  }
};

export const run = async (): Promise<Result[]> => [await onKafka(), await onEmbedded()];

if (import.meta.main) for (const { name, ratio, goal, ours, peer } of await run()) console.log(`${name}: ${ratio.toFixed(2)} (goal ${goal}); ours ${ours.toFixed(0)}, peer ${peer.toFixed(0)} requests for each CPU-second`);

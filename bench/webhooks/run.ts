// A signed GitHub push to its durable 200, against bare Fastify that verifies and parses and keeps nothing: requests for each CPU-second of the server.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@culprit/kafka/testing';
import type { Measured } from '../log/measure.ts';
import { startServer, type Rates } from './load.ts';
import { steps } from './steps.ts';

const WARM_UPS = 2;
const ROUNDS = 5;
const SECONDS = 2;
/** The share of what it can take at most, and how long an answer may take then, ms. */
const BUSY = 0.6;
const P99_MS = 25;

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

const kinds = ['kept', 'events', 'single', 'peer'] as const;
type Round = Record<(typeof kinds)[number], Rates>;

/** By turns, so that whatever else the machine does falls on all. */
const compare = async (log: string, where: string): Promise<Measured[]> => {
  const servers = await Promise.all(kinds.map(async (kind) => ({ kind, server: await startServer(kind, where) })));
  const turn = async (): Promise<Round> => {
    const round: Partial<Round> = {};
    for (const { kind, server } of servers) round[kind] = await server.hammer(SECONDS);
    return round as Round;
  };
  try {
    // until the engine has made code of what runs often
    for (let i = 0; i < WARM_UPS; i++) await turn();
    const rounds: Round[] = [];
    for (let i = 0; i < ROUNDS; i++) rounds.push(await turn());
    const line = (name: string, goal: number, ours: (round: Round) => number, peer: (round: Round) => number): Measured =>
      ({ name: `${name}, ${log}`, goal, ratio: median(rounds.map((round) => ours(round) / peer(round))), ours: median(rounds.map(ours)), peer: median(rounds.map(peer)) });
    const rate = Math.max(1, Math.floor(BUSY * median(rounds.map(({ kept }) => kept.perSecond))));
    const kept = servers.find(({ kind }) => kind === 'kept')!.server;
    const peer = servers.find(({ kind }) => kind === 'peer')!.server;
    const waits: { ours: number; bare: number }[] = [];
    for (let i = 0; i < ROUNDS; i++) waits.push({ ours: await kept.p99(rate, SECONDS), bare: await peer.p99(rate, SECONDS) });
    const p99 = median(waits.map(({ ours }) => ours));
    // what the machine does to any server at that rate, and is no fault of ours
    const bare = median(waits.map((each) => each.bare)).toFixed(0);
    return [
      line('signed push → durable 200 / bare Fastify that verifies and parses, a CPU-second', 0.35, ({ kept }) => kept.perCpuSecond, ({ peer }) => peer.perCpuSecond),
      line('the same without the delivery record', 0.7, ({ events }) => events.perCpuSecond, ({ peer }) => peer.perCpuSecond),
      line('signed push → durable 200 / one produce a request, a CPU-second', 2.5, ({ kept }) => kept.perCpuSecond, ({ single }) => single.perCpuSecond),
      line('the same, a second', 0, ({ kept }) => kept.perSecond, ({ single }) => single.perSecond),
      { name: `p99 of ${P99_MS} ms allowed / at ${BUSY * 100} % of what it takes (${rate} a second; the bare one at that rate: ${bare} ms), ms (the larger ratio the better), ${log}`, goal: 1, ratio: P99_MS / Math.max(p99, 0.5), ours: p99, peer: P99_MS },
    ];
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()));
  }
};

const onEmbedded = async (): Promise<Measured[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'bench-webhooks-'));
  try {
    return await compare('embedded', `embedded:${directory}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

const onKafka = async (): Promise<Measured[]> => {
  const kafka = await startKafka({ jvmOptions: '' });
  try {
    return await compare('Kafka', `kafka:${kafka.brokers[0] ?? ''}`);
  } finally {
    await kafka.stop();
  }
};

export const run = async (): Promise<Measured[]> => {
  console.log(`a signed push, µs: ${(await steps()).map(({ name, microseconds }) => `${name} ${microseconds.toFixed(1)}`).join(', ')}`);
  return [...(await onKafka()), ...(await onEmbedded())];
};

if (import.meta.main) for (const { name, ratio, goal, ours, peer } of await run()) console.log(`${ratio.toFixed(2)} (goal ${goal}); ours ${ours.toFixed(0)}, peer ${peer.toFixed(0)}: ${name}`);

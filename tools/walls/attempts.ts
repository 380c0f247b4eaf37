interface Attempt { readonly file: string; readonly source: string }

const domain = 'libs/domain/src/events/door.ts';
const signal = 'libs/domain/src/scoring/signals/time.ts';
const ports = 'libs/ports/src/event-log.ts';
const nest = 'libs/nest/src/service.ts';
const kafka = 'libs/kafka/src/index.ts';
const embedded = 'libs/embedded/src/index.ts';
const github = 'libs/github/src/index.ts';
const clickhouse = 'libs/clickhouse/src/index.ts';
const correlator = 'services/correlator/src/index.ts';
const queryApi = 'services/query-api/src/index.ts';
const webhooks = 'services/collector-webhooks/src/index.ts';
const k8s = 'services/collector-k8s/src/index.ts';
const provider = 'services/collector-webhooks/src/providers/github/normalize.ts';
const inProvider = 'services/collector-webhooks/src/providers/github/events/push.ts';
const kind = 'services/collector-k8s/src/kinds/deployment/diff.ts';
const runner = 'services/runner/src/main.ts';

const onlyRooms = (tag: string): string => `A project tagged with "room:${tag}" can only depend on libs tagged with`;
// nx looks for circles before it looks at tags, and whoever knows the heart closes one
const circular = 'Circular dependency between';
const nobody = 'The heart knows nobody';
const noClock = 'The domain has no clock';
const noChance = 'The domain has no randomness';
const neighbour = 'A provider never reads its neighbour.';
const noEnvironment = 'Only the runner reads the environment';
const declared = 'A room imports what its package.json names';

/** Each sort of thing that must not be written, and words of the answer. */
export const refused: readonly (Attempt & { readonly says: string })[] = [
  // between rooms
  { file: domain, source: `export { noMetrics } from '@culprit/ports';`, says: circular },
  { file: ports, source: `export * from '@culprit/nest';`, says: circular },
  { file: nest, source: `export * from '@culprit/kafka';`, says: onlyRooms('nest') },
  { file: nest, source: `export * from '@culprit/correlator';`, says: circular },
  { file: kafka, source: `export * from '@culprit/embedded';`, says: onlyRooms('adapter') },
  { file: clickhouse, source: `export * from '@culprit/nest';`, says: onlyRooms('adapter') },
  { file: correlator, source: `export * from '@culprit/embedded';`, says: onlyRooms('service') },
  { file: correlator, source: `export * from '@culprit/clickhouse';`, says: onlyRooms('service') },
  { file: correlator, source: `export * from '@culprit/projector';`, says: onlyRooms('service') },
  { file: correlator, source: `export const log = await import('@culprit/kafka');`, says: onlyRooms('service') },
  { file: queryApi, source: `export * from '@culprit/runner';`, says: circular },
  { file: ports, source: `export * from '@culprit/runner';`, says: circular },
  { file: correlator, source: `export * from '../../projector/src/index.js';`, says: 'Projects cannot be imported by a relative or absolute path' },
  { file: domain, source: `export * from '../../../ports/src/index.js';`, says: 'Projects cannot be imported by a relative or absolute path' },
  // the heart
  { file: domain, source: `export { readFileSync } from 'node:fs';`, says: nobody },
  { file: domain, source: `export const fs = await import('node:fs');`, says: nobody },
  { file: domain, source: `export type Stats = import('node:fs').Stats;`, says: nobody },
  { file: domain, source: `export { Injectable } from '@nestjs/common';`, says: 'zod and uuid only' },
  { file: domain, source: `export { parse } from 'yaml';`, says: 'zod and uuid only' },
  { file: domain, source: `export { v4 } from 'uuid';`, says: noChance },
  { file: domain, source: `export const now = () => new Date();`, says: noClock },
  { file: domain, source: `export const now = () => Date();`, says: noClock },
  { file: domain, source: `export const now = () => Date.now();`, says: noClock },
  { file: domain, source: `export const { now } = Date;`, says: noClock },
  { file: domain, source: `export const now = () => performance.now();`, says: noClock },
  { file: domain, source: `setTimeout(() => {}, 1);`, says: noClock },
  { file: domain, source: `export const dice = () => Math.random();`, says: noChance },
  { file: domain, source: `export const id = () => crypto.randomUUID();`, says: noChance },
  { file: domain, source: `export const answer = () => fetch('http://localhost');`, says: 'the domain does no IO' },
  { file: domain, source: `export const home = process.env['HOME'];`, says: 'the domain does no IO' },
  { file: domain, source: `console.log('here');`, says: 'Unexpected console statement' },
  { file: signal, source: `export * from './hops.js';`, says: 'A signal never reads its neighbour.' },
  { file: 'libs/domain/src/scoring/signals/time/weigh.ts', source: `export * from '../hops/weigh.js';`, says: 'A signal never reads its neighbour.' },
  { file: signal, source: `export const now = () => Date.now();`, says: noClock },
  // each client in its adapter
  { file: ports, source: `export { z } from 'zod';`, says: 'A port promises in terms of the domain alone.' },
  { file: nest, source: `export { Kafka } from 'kafkajs';`, says: 'Only libs/kafka' },
  { file: nest, source: `export * from 'mercurius';`, says: 'The frame takes Nest' },
  { file: kafka, source: `export { DatabaseSync } from 'node:sqlite';`, says: 'Only libs/embedded' },
  { file: kafka, source: `export { createClient } from '@clickhouse/client';`, says: 'Only libs/clickhouse' },
  { file: kafka, source: `export { pino } from 'pino';`, says: 'An adapter takes its one client' },
  { file: embedded, source: `export { Kafka } from 'kafkajs';`, says: 'Only libs/kafka' },
  { file: clickhouse, source: `export { Kafka } from 'kafkajs';`, says: 'Only libs/kafka' },
  { file: correlator, source: `export { Kafka } from 'kafkajs';`, says: 'Only libs/kafka' },
  { file: correlator, source: `export const client = await import('kafkajs/src/index.js');`, says: 'Only libs/kafka' },
  { file: correlator, source: `export { DatabaseSync } from 'node:sqlite';`, says: 'Only libs/embedded' },
  { file: github, source: `export { Webhooks } from '@octokit/webhooks';`, says: 'An adapter takes its one client' },
  { file: queryApi, source: `export { openGitHub } from '@culprit/github';`, says: onlyRooms('service') },
  { file: queryApi, source: `export { createClient } from '@clickhouse/client';`, says: 'Only libs/clickhouse' },
  { file: queryApi, source: `export * from 'chdb';`, says: 'Only libs/clickhouse' },
  { file: runner, source: `export { Kafka } from 'kafkajs';`, says: 'Only libs/kafka' },
  // a service and what it talks to
  { file: correlator, source: `export * from '@kubernetes/client-node';`, says: declared },
  { file: webhooks, source: `export * from 'mercurius';`, says: declared },
  { file: k8s, source: `export * from '@octokit/webhooks';`, says: declared },
  { file: correlator, source: `export const home = process.env['HOME'];`, says: noEnvironment },
  { file: correlator, source: `export const { env } = process;`, says: noEnvironment },
  { file: correlator, source: `export { env } from 'node:process';`, says: 'Only the runner reads process' },
  { file: embedded, source: `export const home = process.env.HOME;`, says: noEnvironment },
  // neighbours
  { file: provider, source: `export * from '../datadog/schema.js';`, says: neighbour },
  { file: provider, source: `export * from './../datadog/index.js';`, says: neighbour },
  { file: provider, source: `export const other = await import('../datadog/schema.js');`, says: neighbour },
  { file: inProvider, source: `export * from '../../datadog/schema.js';`, says: neighbour },
  { file: provider, source: `export * from '../../config.js';`, says: 'nothing of the house around it' },
  { file: inProvider, source: `export * from '../../../config.js';`, says: 'nothing of the house around it' },
  { file: provider, source: `export * from '../../http/config.js';`, says: 'nothing of the house around it' },
  { file: provider, source: `export * from '@culprit/ports';`, says: 'nothing of the house around it' },
  { file: provider, source: `export { Injectable } from '@nestjs/common';`, says: 'A provider takes zod and its sender\'s own library' },
  { file: provider, source: `export const secret = process.env['SECRET'];`, says: noEnvironment },
  { file: kind, source: `export * from '../pod/diff.js';`, says: 'A watched kind never reads its neighbour.' },
  { file: kind, source: `export * from '../../watch/watch.js';`, says: 'nothing of the house around it' },
  { file: kind, source: `export * from '@culprit/nest';`, says: 'nothing of the house around it' },
  { file: provider, source: `export * from './events/../../datadog/schema.js';`, says: neighbour },
  { file: 'services/collector-webhooks/src/providers/github/events/push/parts/author.ts', source: `export * from '../../../../datadog/schema.js';`, says: neighbour },
  // what a wall could not look through
  { file: correlator, source: 'export const client = await import(`kafkajs`);', says: 'write it as a plain string' },
  { file: correlator, source: `const name = 'kafkajs';\nexport const client = await import(name);`, says: 'write it as a plain string' },
  { file: correlator, source: `import { createRequire } from 'node:module';\nexport const client = createRequire(import.meta.url)('kafkajs');`, says: 'Walls do not see what is required' },
  { file: correlator, source: `import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nexport const client = load('kafkajs');`, says: 'Walls do not see what is required' },
  { file: queryApi, source: `export const sqlite = process.getBuiltinModule('node:sqlite');`, says: 'Walls do not see what is fetched so' },
  // testing.ts, testing/ and fixtures/ stand outside the walls, so nothing inside may lean on them
  { file: correlator, source: `export * from './testing.js';`, says: 'only tests may lean on it' },
  { file: correlator, source: `export * from './fixtures/clients.js';`, says: 'only tests may lean on it' },
  { file: correlator, source: `export const clients = await import('../testing/clients.js');`, says: 'only tests may lean on it' },
  { file: correlator, source: `export * from '@culprit/nest/testing';`, says: 'only tests may lean on it' },
  // the manners of the whole house
  { file: correlator, source: `export const wide = (x: any) => x;`, says: 'Unexpected any' },
  { file: correlator, source: `export const same = (a: string, b: string) => a == b;`, says: `Expected '==='` },
  { file: correlator, source: `import { Change } from '@culprit/domain';\nexport type Mine = Change;`, says: 'import type' },
];

/** What must stay possible, so that a wall that refuses everything is seen too. */
export const allowed: readonly Attempt[] = [
  { file: 'services/correlator/src/testing.ts', source: `export * from './testing/clients.js';\nexport * from '@culprit/nest/testing';` },
  { file: 'services/runner/src/demo/play.ts', source: `export * from '@culprit/collector-k8s/testing';` },
  { file: queryApi, source: `import { createRequire } from 'node:module';\nexport const path = createRequire(import.meta.url).resolve('graphiql/package.json');` },
  { file: domain, source: `export { z } from 'zod';\nexport { v5 } from 'uuid';` },
  { file: domain, source: `export const at = (text: string) => new Date(text).toISOString() + String(Date.parse(text));` },
  { file: domain, source: `export * from './envelope.js';` },
  { file: signal, source: `export * from './signal.js';\nexport * from '../prior.js';` },
  { file: ports, source: `export { Change } from '@culprit/domain';` },
  { file: nest, source: `export * from '@culprit/ports';\nexport { Injectable } from '@nestjs/common';\nexport { Registry } from 'prom-client';` },
  { file: kafka, source: `export { Kafka } from 'kafkajs';\nexport * from 'kafkajs/src/network/requestQueue/index.js';\nexport * from '@culprit/ports';` },
  { file: embedded, source: `export { DatabaseSync } from 'node:sqlite';\nexport { Worker } from 'node:worker_threads';` },
  { file: clickhouse, source: `export { createClient } from '@clickhouse/client';\nexport * from 'chdb/client';` },
  { file: correlator, source: `export * from '@culprit/nest';\nexport * from '@culprit/ports';\nexport { Module } from '@nestjs/common';` },
  { file: webhooks, source: `export { Webhooks } from '@octokit/webhooks';` },
  { file: provider, source: `export * from '../../provider/contract.js';\nexport * from './schema.js';\nexport { Change } from '@culprit/domain';\nexport { z } from 'zod';` },
  { file: inProvider, source: `export * from '../schema.js';\nexport * from '../../../provider/contract.js';` },
  { file: kind, source: `export * from '../kind.js';\nexport * from './schema.js';\nexport * from '../../redact/safe.js';\nexport type { V1Deployment } from '@kubernetes/client-node';` },
  { file: runner, source: `export * from '@culprit/kafka';\nexport * from '@culprit/correlator';\nexport const home = process.env['HOME'];` },
  { file: 'services/correlator/src/fold.test.ts', source: `export * from '@culprit/embedded';` },
];

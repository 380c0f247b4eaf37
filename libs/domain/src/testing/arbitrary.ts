import fc from 'fast-check';
import type { CulpritEvent } from '../events/envelope.js';
import { said } from './say.js';

const services = ['front', 'cart', 'pay', 'stock', 'mail'] as const;
const environments = ['production', 'staging'] as const;
const START = Date.parse('2026-01-15T10:00:00.000Z');

const service = fc.constantFrom(...services);
const environment = fc.constantFrom(...environments);
/** Whole half minutes, so that ties are common. */
const time = (minutes: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: minutes * 2 }).map((half) => new Date(START + half * 30_000).toISOString());

const minutesFrom = (time: string, minutes: number): string => new Date(Date.parse(time) + minutes * 60_000).toISOString();

const alert = fc
  .record({
    id: fc.integer({ min: 0, max: 30 }), fingerprint: fc.integer({ min: 0, max: 5 }), status: fc.constantFrom('firing', 'firing', 'resolved', 'acknowledged'),
    at: time(90), on: fc.oneof(service, fc.constant(undefined)), environment, lapses: fc.constantFrom(undefined, 'PT5M', 'PT20M'),
    caller: fc.option(service, { freq: 4 }), severity: fc.constantFrom('critical', 'low'), class: fc.constantFrom('errors', 'traffic-loss'),
    told: fc.option(fc.record({ by: fc.constantFrom('pager', 'desk'), of: fc.integer({ min: 0, max: 5 }), as: fc.constantFrom('key', 'url') }), { freq: 4 }),
  })
  .map(({ id, fingerprint, status, at, on, environment: env, lapses, severity, class: alertClass, told, caller }) =>
    said('alert', {
      id: `a${id}`, fingerprint: `${env}-f${fingerprint}`, status, environment: env, severity, class: alertClass, expiresAfter: lapses, updatedAt: at,
      ...(on === undefined ? { entities: [`thing-${fingerprint}`] } : { service: on }), ...(caller === null ? {} : { caller }),
      ...(status === 'resolved' ? { endsAt: at } : { startsAt: at }),
      source: { provider: 'monitor', url: `https://monitor.example/alerts/${env}-${fingerprint}` },
      // handed on by another, under its own name
      ...(told === null ? {} : {
        fingerprint: `${env}-${told.by}-${fingerprint}`, source: { provider: told.by },
        ...(told.as === 'key' ? { labels: { dedup_key: `${env}-f${told.of}` } } : { links: [{ title: 'Monitor', url: `https://monitor.example/alerts/${env}-${told.of}` }] }),
      }),
    }),
  );

/** Whole and short; two begin alike. */
export const someCommits = [`commit:5be1f00${'a'.repeat(33)}`, `commit:5be1f00${'b'.repeat(33)}`, 'commit:5be1f00', 'commit:5be1f00a'] as const;

const change = fc
  .record({
    id: fc.integer({ min: 0, max: 20 }), at: time(90), updated: time(90), on: fc.oneof(service, fc.constant(undefined)),
    environment: fc.oneof(environment, fc.constant(undefined)), identity: fc.constantFrom(undefined, undefined, 'commit:1', 'commit:1', 'commit:2', ...someCommits),
    phase: fc.constantFrom('started', 'succeeded', 'failed'), kind: fc.constantFrom('deployment', 'code', 'config', 'scaling', 'job', 'third-party'), before: fc.constantFrom(50, 2), after: fc.constantFrom(5, 5, 50),
    unseenFor: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 4 }), stage: fc.option(fc.integer({ min: 1, max: 180 }), { freq: 3 }),
    also: fc.option(service, { freq: 4 }), previous: fc.option(fc.constantFrom(...someCommits), { freq: 2 }), title: fc.constantFrom('Clean up', 'Unit tests'),
  })
  .map(({ id, at, updated, on, environment: env, identity, phase, kind, before, after, also, previous, title, unseenFor, stage }) =>
    said('change', {
      id: `c${id}`, occurredAt: at, updatedAt: updated, phase, kind, title, environment: env, identities: identity === undefined ? [] : [identity],
      // a push, or what is rolled out, tells what was before
      ...(identity === undefined || previous === null ? {} : { revision: { commit: identity.slice('commit:'.length), previous: { commit: previous.slice('commit:'.length) } } }),
      ...(unseenFor === null ? {} : { occurredAfter: minutesFrom(at, -unseenFor) }), ...(stage === null ? {} : { phases: [{ phase: 'started', at }, { phase, at: minutesFrom(at, stage) }] }),
      diff: [{ path: 'spec.replicas', before, after }], ...(on === undefined ? { entities: ['nobody/knows'] } : { services: also === null ? [on] : [on, also] }),
    }),
  );

const dependency = fc
  .record({
    from: service, to: service, environment: fc.oneof(environment, fc.constant(undefined)), from_: fc.oneof(time(60), fc.constant(undefined)), seen: time(90),
    source: fc.constantFrom('declared', 'otel/eu-1'), daysAgo: fc.constantFrom(0, 1, 8, 40),
  })
  .map(({ from, to, environment: env, from_, seen, source, daysAgo }) =>
    said('dependency', { from, to, environment: env, source, validFrom: from_, observedAt: new Date(Date.parse(seen) - daysAgo * 86_400_000).toISOString() }),
  );

const entry = fc
  .record({ name: service, thing: fc.integer({ min: 0, max: 5 }), calls: fc.oneof(service, fc.constant(undefined)), seen: time(90), removed: fc.boolean() })
  .map(({ name, thing, calls, seen, removed }) =>
    said('service', { name, aliases: [`thing-${thing}`], dependsOn: calls === undefined ? [] : [calls], observedAt: seen, removed }),
  );

const coverage = fc
  .record({ at: time(120), gap: time(90), heard: fc.boolean() })
  .map(({ at, gap, heard }) => said('coverage', { source: 'datadog', instance: 'acme', observedAt: at, gaps: [{ from: gap, reason: 'no answer' }], ...(heard ? { lastEventAt: gap } : {}) }));

/** A set of events in which everything that the fold must bear happens: ties, refires, statements of one fact, gaps, unknown names. */
export const anyEvents: fc.Arbitrary<CulpritEvent[]> = fc.array(
  fc.oneof({ weight: 6, arbitrary: alert }, { weight: 4, arbitrary: change }, { weight: 2, arbitrary: dependency }, { weight: 2, arbitrary: entry }, { weight: 1, arbitrary: coverage }),
  { minLength: 1, maxLength: 60 },
);

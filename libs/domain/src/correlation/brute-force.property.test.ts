import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Catalog, buildCatalog } from '../catalog/catalog.js';
import { buildGraph } from '../catalog/graph.js';
import { resolveSubject } from '../catalog/resolve.js';
import type { Alert } from '../events/alert.js';
import { canonicalJson, compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import type { Coverage } from '../events/coverage.js';
import type { Dependency } from '../events/dependency.js';
import { type CulpritEvent, eventTime } from '../events/envelope.js';
import type { Service } from '../events/service.js';
import { millis } from '../events/time.js';
import { coverageIdentity, latest, mergeAlert, mergeChange } from '../events/statement.js';
import { anyEvents, someCommits, testRules, reach } from '../testing.js';
import { statementKey } from './alerts.js';
import type { Beside } from './beside.js';
import type { Changes, Window } from './candidates.js';
import { changeIndex } from './changes.js';
import { type Episode, episodesOf, partsOf } from './episodes.js';
import { createFold } from './fold.js';
import { memberOf } from './grouping.js';
import { bringsNothing, kindClass, kindClasses } from './kind-class.js';
import type { Group, Member } from './membership.js';
import { instantsOf, type Placed, placedOn } from './placed.js';
import { type Judged, type Known, judge } from './render.js';
import { placedOf, runOf } from './run.js';
import type { Rules } from './rules.js';
import { joinTwins } from './twins.js';

const long = process.env['CULPRIT_LONG'] === '1';
const fixed = { seed: 20_260_115 };

const merged = <E>(events: readonly E[], key: (e: E) => string, merge: (a: E, b: E) => E): E[] => {
  const all = new Map<string, E>();
  for (const event of events) {
    const known = all.get(key(event));
    all.set(key(event), known === undefined ? event : merge(known, event));
  }
  return [...all.values()];
};
const ofKind = <E>(kind: string, events: readonly CulpritEvent[]): E[] => events.filter((e) => e.kind === kind).map((e) => e.event as E);

/** Every question answered by looking at every change. */
const scanned = (statements: readonly Change[], catalog: Catalog): Changes => {
  const all: Placed[] = merged(statements, (c) => c.id, mergeChange).map((change) => placedOn(change, resolveSubject(catalog, change).services));
  const inTimes = (times: (change: Change) => readonly number[]) => ({ environment, from, to }: Omit<Window, 'newest'>): Placed[] => {
    const last = ({ change }: Placed): number => Math.max(...times(change).filter((at) => at <= to));
    return all
      .filter((placed) => (placed.change.environment === undefined || placed.change.environment === environment) && last(placed) >= from)
      .sort((a, b) => last(b) - last(a) || compareText(b.change.id, a.change.id));
  };
  const within = inTimes(instantsOf);
  const occurred = inTimes(({ occurredAt }) => [millis(occurredAt)]);
  return {
    // every candidate is put together by its identities
    of: (service, window) => runOf(kindClasses.flatMap((kind) => within(window).filter(({ change, services }) => services.includes(service) && kindClass(change.kind) === kind && (change.identities.length > 0 || !bringsNothing(change))).slice(0, window.newest)), false),
    sharing: (identity, window) => within(window).filter(({ change, services }) => services.length === 0 && change.identities.includes(identity)).slice(0, window.newest),
    called: (identity, window, since) => {
      const before = occurred({ ...window, from: since, to: window.from - 1 }).filter(({ change }) => kindClass(change.kind) === 'build');
      const all = [...occurred(window), ...before].flatMap(({ change }) => change.identities).filter((other) => /^commit:[0-9a-f]{7}/.test(other));
      const ends = (name: string): string[] => all.filter((other) => other.startsWith(name) && !all.some((longer) => longer !== other && longer.startsWith(other)));
      const same = (a: string, b: string): boolean => b.startsWith(a) && new Set(ends(a)).size === 1;
      return all.includes(identity) ? [...new Set(all.filter((other) => other === identity || same(identity, other) || same(other, identity)))] : [identity];
    },
    built: (identity, service, window) =>
      within(window)
        .filter(({ change, services }) => kindClass(change.kind) === 'build' && (service === '' ? services.length === 0 : services.includes(service)) && change.identities.includes(identity))
        .slice(0, window.newest),
    scoped: (window) => within(window).filter(({ change, services }) => services.length === 0 && change.scope !== undefined).slice(0, window.newest),
    during: (service, window) => occurred(window).filter(({ change, services }) => services.includes(service) && (change.identities.length > 0 || !bringsNothing(change))),
    late: (window) => occurred(window).filter(({ change, services }) => services.length > 0 && change.kind === 'third-party'),
    touchedFew: (window, most) => {
      const services = [...new Set(within(window).filter(({ change }) => change.identities.length > 0 || !bringsNothing(change)).flatMap((placed) => placed.services))];
      return services.length > most ? [] : services.sort(compareText);
    },
    unmapped: (window) => occurred(window).filter(({ change, services }) => services.length === 0 && change.scope === undefined).length,
    isUnmapped: (id) => all.find(({ change }) => change.id === id)?.services.length === 0,
  };
};

const windows = fc.record({ from: fc.integer({ min: 0, max: 100 }), length: fc.integer({ min: 0, max: 100 }), newest: fc.integer({ min: 1, max: 4 }), environment: fc.constantFrom('production', 'staging') })
  .map(({ from, length, newest, environment }): Window => {
    const at = (minutes: number): number => Date.parse('2026-01-15T10:00:00.000Z') + minutes * 60_000;
    return { environment, newest, from: at(from), to: at(from + length) };
  });

describe('the index of changes', () => {
  it('gives what looking at every change gives, with the same cap, whatever came late, twice or under another name', () => {
    fc.assert(
      fc.property(anyEvents, windows, fc.nat({ max: 60 }), fc.nat({ max: 90 }), (events, window, half, longer) => {
        const since = window.from - longer * 60_000;
        const changes = ofKind<Change>('change', events);
        const index = changeIndex();
        for (const change of changes.slice(0, half)) index.add(change);
        const catalog = buildCatalog(ofKind<Service>('service', events));
        index.place(catalog);
        for (const change of changes.slice(half)) index.add(change);
        const wanted = scanned(changes, catalog);
        for (const service of ['front', 'cart', 'pay']) expect(placedOf(index.of(service, window))).toEqual(placedOf(wanted.of(service, window)));
        for (const identity of ['commit:1', ...someCommits]) {
          expect(new Set(index.called(identity, window, since))).toEqual(new Set(wanted.called(identity, window, since)));
          expect(index.sharing(identity, window)).toEqual(wanted.sharing(identity, window));
          for (const service of ['', 'front', 'cart']) expect(index.built(identity, service, window)).toEqual(wanted.built(identity, service, window));
        }
        for (const service of ['front', 'cart', 'pay']) expect(new Set(index.during(service, window))).toEqual(new Set(wanted.during(service, window)));
        expect(new Set(index.late(window))).toEqual(new Set(wanted.late(window)));
        for (const most of [0, 2, 10]) expect(index.touchedFew(window, most)).toEqual(wanted.touchedFew(window, most));
        expect(index.scoped(window)).toEqual(wanted.scoped(window));
        expect(index.unmapped(window)).toBe(wanted.unmapped(window));
      }),
      { ...fixed, numRuns: long ? 10_000 : 1000 },
    );
  });
});

const end = ({ episode }: Member): number => (episode.endsAt === undefined ? Number.POSITIVE_INFINITY : millis(episode.endsAt));
const start = ({ episode }: Member): number => millis(episode.startsAt);

/** Word by word what contracts.md says of joining: every group asked, every member of it looked at. */
const joined = (members: readonly Member[], near: (service: string, at: string, told: readonly Member[]) => ReadonlySet<string>, rules: Rules['fold']): Group[] => {
  let groups: Member[][] = [];
  const before: Member[] = [];
  for (const member of [...members].sort((a, b) => compareText(a.episode.startsAt, b.episode.startsAt) || compareText(a.episode.id, b.episode.id))) {
    const unclosed = groups.filter((group) => start(member) < Math.max(...group.map(end)) + rules.quiet);
    const own = partsOf(member.episode)
      .flatMap(({ fingerprint }) => before.findLast((m) => partsOf(m.episode).some((part) => part.fingerprint === fingerprint)) ?? [])
      .map((last) => (start(member) < end(last) + rules.quiet ? unclosed.find((group) => group.includes(last)) : undefined))
      .find((group) => group !== undefined);
    const close = (group: Member[]): boolean =>
      start(member) - Math.min(...group.map(start)) <= rules.ownOnlyAfter &&
      group.some((m) => start(member) - start(m) <= rules.near && m.services.some((s) => member.services.some((t) => near(t, member.episode.startsAt, [...group, member]).has(s))));
    const fits = own === undefined ? unclosed.filter(close) : [own];
    groups = [...groups.filter((group) => !fits.includes(group)), [...fits.flat(), member]];
    before.push(member);
  }
  return groups.map((group) => ({ members: group.sort((a, b) => compareText(a.episode.startsAt, b.episode.startsAt) || compareText(a.episode.id, b.episode.id)) }));
};

/** The incident, and everything weighed. */
const shown = ({ body, verdict }: Judged): unknown => ({
  body, noChange: verdict.noChange,
  ranked: verdict.ranked.map(({ candidate, reasons, logOdds, probability }) => ({ ids: candidate.changes.map((c) => c.id), service: candidate.service, reasons, logOdds, probability })),
});

const naiveIncidents = (environment: string, alerts: readonly Alert[], known: Omit<Known, 'environment'> & { now: string }): Judged[] => {
  const { catalog, graph, rules } = known;
  const episodes = [...new Set(alerts.map((a) => a.fingerprint))].flatMap((fingerprint) => {
    const all = episodesOf(alerts.filter((a) => a.fingerprint === fingerprint), known.now);
    const since = (episode: Episode): number => millis(episode.startsAt) - rules.fold.lookback;
    return all.map((episode, i) => ({ ...episode, earlier: all.slice(0, i).filter((e) => millis(e.startsAt) >= since(episode)).length }));
  });
  // every episode asked with every other
  const one = joinTwins([episodes], rules.fold);
  const members = [...new Set(episodes.map((episode) => one.get(episode) ?? episode))].map((episode) => memberOf(episode, catalog, environment));
  // what an alert of the group tells of a call counts as one
  const near = (service: string, at: string, told: readonly Member[]): ReadonlySet<string> => {
    const calls = (from: string, to: string): boolean => graph.callees(from, environment, at).includes(to) || told.some((m) => m.caller === from && m.services.includes(to));
    const all = [...new Set([service, ...graph.edges.flatMap((e) => [e.from, e.to]), ...told.flatMap((m) => [...m.services, ...(m.caller === undefined ? [] : [m.caller])])])];
    return new Set([(s: string) => all.filter((other) => other !== s && calls(s, other)), (s: string) => all.filter((other) => other !== s && calls(other, s))].flatMap((way) => [...reach(service, rules.fold.groupHops, way).keys()]));
  };
  const groups = joined(members, near, rules.fold);
  const calledBy = (service: string, hops: number, at: string): ReadonlySet<string> => new Set(reach(service, hops, (s) => graph.callees(s, environment, at)).keys());
  /** Every alert of every other group asked. */
  const beside = (group: Group): Beside[] => {
    const at = group.members[0]?.episode.startsAt ?? '';
    const own = group.members.flatMap((m) => m.services);
    const ours = new Set(own.flatMap((s) => [...calledBy(s, rules.candidates.hops, at)]));
    const depth = rules.score.coverage.byHops.length - 1;
    const theirs = groups.filter((other) => other !== group).flatMap((other) => other.members)
      .filter((m) => m.episode.first.class !== 'traffic-loss' && Math.abs(start(m) - millis(at)) <= rules.fold.near);
    return [...new Set(theirs.flatMap((m) => m.services))].sort(compareText)
      .filter((s) => !own.includes(s) && [...calledBy(s, depth, at)].some((called) => ours.has(called)))
      .map((service) => ({
        service, ways: graph.reached(service, depth, 'callees', environment, at),
        says: Math.max(...theirs.filter((m) => m.services.includes(service)).map((m) => (m.episode.severity === 'low' ? 0.5 : 1) / (1 + m.episode.earlier / rules.score.habit.half))),
      }));
  };
  return groups
    .map((group) => judge({ ...group, beside: beside(group) }, { ...known, environment }))
    .sort((a, b) => compareText(a.body.openedAt, b.body.openedAt) || compareText(a.body.id, b.body.id));
};

/** The incidents of each environment with everything known at once, nothing kept and nothing looked up. */
const bruteForce = (events: readonly CulpritEvent[], rules: Rules): string => {
  const catalog = buildCatalog(merged(ofKind<Service>('service', events), (s) => canonicalJson([s.source, s.environment, s.name]), latest));
  const graph = buildGraph(ofKind<Dependency>('dependency', events), catalog);
  const coverage = merged(ofKind<Coverage>('coverage', events), coverageIdentity, latest).sort((a, b) => compareText(coverageIdentity(a), coverageIdentity(b)));
  const alerts = merged(ofKind<Alert>('alert', events), statementKey, mergeAlert);
  const now = events.map(eventTime).reduce((a, b) => (a > b ? a : b), '');
  const changes = scanned(ofKind<Change>('change', events), catalog);
  const environments = [...new Set(alerts.map((a) => a.environment))].sort(compareText);
  return canonicalJson(
    environments
      .map((environment) => [environment, naiveIncidents(environment, alerts.filter((a) => a.environment === environment), { now, catalog, graph, coverage, changes, rules }).map(shown)] as const)
      .filter(([, incidents]) => incidents.length > 0),
  );
};

describe('the fold', () => {
  it('gives what brute force gives, asked now and then while events come', () => {
    fc.assert(
      fc.property(anyEvents, fc.infiniteStream(fc.nat({ max: 5 })), fc.constantFrom(1, 2, 10), fc.constantFrom(72 * 60, 10), (events, ask, newest, lookback) => {
        const rules = { ...testRules, fold: { ...testRules.fold, lookback: lookback * 60_000, linked: 60 * 60_000 }, candidates: { ...testRules.candidates, newest, neighbours: newest * 600_000 }, score: { ...testRules.score, explainAwayFurther: 0.5, mended: { weight: 1, share: 0.5 }, seen: 0.5, again: { over: -2, anew: 1 }, late: { weight: 1, span: 300_000 }, coverage: { ...testRules.score.coverage, beside: 0.5 } } };
        const fold = createFold(rules);
        for (const event of events) {
          fold.add(event);
          if (ask.next().value === 0) for (const environment of fold.environments()) fold.incidents(environment);
        }
        const folded = fold.environments().map((e) => [e, fold.incidents(e).map(shown)]).filter(([, incidents]) => incidents?.length !== 0);
        expect(canonicalJson(folded)).toBe(bruteForce(events, rules));
      }),
      { ...fixed, numRuns: long ? 10_000 : 300 },
    );
  });
});

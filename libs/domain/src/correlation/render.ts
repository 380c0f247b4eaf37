import { undoneOf } from '../accuracy/undone.js';
import { ownerOf } from '../catalog/catalog.js';
import { resolveSubject } from '../catalog/resolve.js';
import { withCalls } from '../catalog/told-calls.js';
import { compareText } from '../events/canonical.js';
import type { Coverage } from '../events/coverage.js';
import type { Change } from '../events/change.js';
import type { Affected, BlindSpot, Incident, IncidentAlert, LinkedChange, Suspect } from '../events/incident.js';
import { incidentId } from '../events/ids.js';
import { millis, timeOf } from '../events/time.js';
import { listed } from '../scoring/say.js';
import { onlyLost } from '../scoring/scene.js';
import { type Verdict, type Weighed, weigh } from '../scoring/score.js';
import { candidatesOf, lasting, type Site, type Surroundings, unmappedIn } from './candidates.js';
import { deeperOf } from './deeper.js';
import { partsOf, worst, type Episode } from './episodes.js';
import { fit } from './fit.js';
import { livesIn } from './lives.js';
import { callsOf, type Group, type Member } from './membership.js';
import type { Rules } from './rules.js';
import { placedOf } from './run.js';
import { headlineOf, sinceThen, titleOf } from './say-incident.js';
import { type Missed, type Silent, unseenSentence } from './say-unseen.js';

/** An incident as the fold gives it: without what only the publisher sets. */
export type IncidentBody = Omit<Incident, 'revision' | 'what' | 'asOf'>;

export interface Judged {
  readonly body: IncidentBody;
  /** Everything weighed. Weighed again when asked, with what is known then: kept for every incident it would be most of the memory. */
  readonly verdict: Verdict;
  /** Weighs by other numbers, the same candidates each time it is asked of one; undefined where they are no longer at hand. */
  readonly weighAgain?: () => (score: Rules['score']) => Verdict;
}

export interface Known extends Surroundings {
  readonly coverage: readonly Coverage[];
}

const MOST_ALERTS = 200;
const MOST_SOURCES = 20;
const MOST_DIFF = 20;
const MOST_LINKED = 10;
const MOST_LINKS = 5;
const LISTENED_MS = 86_400_000;

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

const alertOf = ({ episode, services, caller }: Member): IncidentAlert => ({
  id: episode.id,
  fingerprint: episode.fingerprint,
  ...(services[0] === undefined ? {} : { service: services[0] }),
  ...(caller === undefined ? {} : { caller }),
  class: episode.first.class,
  status: statusOf(episode),
  severity: episode.severity,
  title: episode.first.title,
  startsAt: episode.startsAt,
  ...endOf(episode),
  ...(episode.first.cluster === undefined ? {} : { cluster: episode.first.cluster }),
  source: episode.first.source,
  ...(episode.parts === undefined ? {} : { sources: sourcesOf(episode.parts) }),
});

/** The first and the newest, each as its own source tells it. */
const sourcesOf = ([first, ...others]: readonly Episode[]): IncidentAlert['sources'] =>
  [...(first === undefined ? [] : [first]), ...others.slice(1 - MOST_SOURCES)].map((part) => ({
    id: part.id, fingerprint: part.fingerprint, status: statusOf(part), severity: part.severity, startsAt: part.startsAt,
    ...endOf(part), source: part.first.source,
  }));

const endOf = ({ endsAt, lapsesAt }: Episode): Pick<IncidentAlert, 'endsAt' | 'lapsed'> =>
  endsAt === undefined ? {} : { endsAt, ...(endsAt === lapsesAt ? { lapsed: true } : {}) };

const statusOf = (episode: Episode): IncidentAlert['status'] => {
  if (episode.endsAt !== undefined) return 'resolved';
  return episode.acknowledged ? 'acknowledged' : 'firing';
};

/** The first, then what fires, then the newest; listed in order of time. */
const listedAlerts = (members: readonly Member[]): IncidentAlert[] => {
  const rank = (m: Member, i: number): number => (i === 0 ? 0 : m.episode.endsAt === undefined ? 1 : 2);
  const kept = new Set(
    members
      .map((member, i) => ({ member, rank: rank(member, i), i }))
      .sort((a, b) => a.rank - b.rank || b.i - a.i)
      .slice(0, MOST_ALERTS)
      .map(({ member }) => member),
  );
  return members.filter((m) => kept.has(m)).map(alertOf);
};

/** What changes with the members alone, also after the suspects are final. */
export const membersPart = (group: Group): Pick<IncidentBody, 'status' | 'resolvedAt' | 'severity' | 'alertCount' | 'alerts'> => {
  const ends = group.members.map((m) => m.episode.endsAt);
  const firing = ends.some((end) => end === undefined);
  return {
    status: firing ? 'open' : 'resolved',
    resolvedAt: firing ? undefined : ends.reduce((last, end) => (last === undefined || (end ?? '') > last ? end : last), undefined),
    severity: group.members.map((m) => m.episode.severity).reduce(worst, 'info'),
    alertCount: group.members.length,
    alerts: listedAlerts(group.members),
  };
};

const linkedOf = ({ id, kind, title, occurredAt, actor, source, links }: Change): LinkedChange => ({
  id, kind, title, occurredAt, ...(actor === undefined ? {} : { actor }), source, links: links.slice(0, MOST_LINKS),
});

const suspectOf = (weighed: Weighed, rank: number, { catalog, environment }: Known): Suspect => {
  const { candidate } = weighed;
  const [lead, ...others] = candidate.changes;
  const owner = candidate.service === undefined ? undefined : ownerOf(catalog, candidate.service, environment);
  return {
    rank,
    changeIds: candidate.changes.map((c) => c.id),
    probability: weighed.probability,
    ...(candidate.service === undefined ? {} : { service: candidate.service }),
    ...(owner === undefined ? {} : { owner }),
    reasons: [...weighed.reasons],
    path: [...candidate.explained[0].path],
    change: { ...lead, diff: lead.diff.slice(0, MOST_DIFF) },
    ...(others.length === 0 ? {} : { linked: others.slice(0, MOST_LINKED).map(linkedOf) }),
  };
};

const affectedBy = (services: readonly string[], first: Weighed | undefined, openedAt: string, known: Known): Affected[] => {
  const { catalog, environment, graph, rules } = known;
  const entry = (service: string, role: Affected['role'], hops: number): Affected => {
    const owner = ownerOf(catalog, service, environment);
    return { service, role, hops, ...(owner === undefined ? {} : { owner }) };
  };
  const alerting = services.map((service) => entry(service, 'alerting', first?.candidate.explained.find((e) => e.service === service)?.hops ?? 0));
  const changed = first?.candidate.service;
  if (changed === undefined) return alerting;
  const callers = graph.reached(changed, rules.candidates.atRiskHops, 'callers', environment, openedAt);
  const atRisk = [...callers].filter(([service, { path }]) => path.length > 1 && !services.includes(service));
  return [...alerting, ...atRisk.map(([service, { path }]) => entry(service, 'at-risk', path.length - 1)).sort((a, b) => a.hops - b.hops || compareText(a.service, b.service))];
};

const blindSpotsOf = (coverage: readonly Coverage[], from: string, to: string): BlindSpot[] =>
  coverage
    .flatMap(({ source, instance, gaps }) => gaps.filter((gap) => gap.from <= to && (gap.to === undefined || gap.to >= from)).map((gap) => ({ source, instance, ...gap })))
    .sort((a, b) => compareText(a.source, b.source) || compareText(a.instance, b.instance) || compareText(a.from, b.from));

/**
 * A report is up to a minute old: who sent one of these alerts or changes has been heard, whatever it says. What nobody has reported on for a
 * day is not listened for any more.
 */
const silentSources = (coverage: readonly Coverage[], openedAt: string, group: Group, sites: readonly Site[]): Silent[] => {
  const lately = timeOf(millis(openedAt) - LISTENED_MS);
  const silent = new Set(coverage.filter((c) => c.observedAt >= lately).map((c) => c.source));
  // who was asked for all that there is has answered, though there was nothing
  for (const c of coverage) if (c.lastEventAt !== undefined || c.lastReconciledAt !== undefined) silent.delete(c.source);
  for (const { episode } of group.members) for (const { first } of partsOf(episode)) silent.delete(first.source.provider);
  for (const { alone, together } of silent.size === 0 ? [] : sites) {
    for (const { change } of placedOf(alone)) silent.delete(change.source.provider);
    for (const { changes } of together) for (const { source } of changes) silent.delete(source.provider);
  }
  return [...silent].sort(compareText).map((source) => {
    const since = coverage.flatMap((c) => (c.source === source ? [c.since ?? ''] : [])).sort(compareText)[0] ?? '';
    return since > lately ? { source, since } : { source };
  });
};

/** Of each alert on no service that is known, what it is about, or who claims that. */
const straysIn = ({ members }: Group, { catalog, environment }: Known): string[] =>
  members.flatMap(({ services, episode: { first: { service, entities, cluster } } }) => {
    if (services.length > 0) return [];
    const { mappedBy } = resolveSubject(catalog, { services: service === undefined ? [] : [service], entities, environment, cluster });
    return [mappedBy === 'unmapped' ? listed(entities) : mappedBy];
  });

/** The whole incident of a group of alerts: what is wrong, what is affected, and which changes are suspected of it and why. */
export const judge = (group: Group, around: Known): Judged => {
  const known = { ...around, graph: withCalls(around.graph, callsOf(group.members)) };
  const { rules, environment, graph } = known;
  const first = group.members[0];
  if (first === undefined) throw new Error('an incident without alerts cannot be judged');
  const openedAt = first.episode.startsAt;
  const services = distinct(group.members.flatMap((m) => [...m.services]));

  const sites = candidatesOf(group, known);
  const lives = livesIn(known.catalog, environment);
  const deeper = deeperOf(services, onlyLost(group), known, openedAt);
  const verdictOf = (of: readonly Site[], by: Rules = rules): Verdict => weigh(group, of, deeper, lives, by);
  const verdict = verdictOf(sites);
  const likely = verdict.first(rules.candidates.most);
  const named = (likely[0]?.probability ?? 0) >= rules.candidates.threshold;
  const suspected = named ? likely : [];
  const suspects = suspected.map((w, i) => suspectOf(w, i + 1, known));

  const coverage = known.coverage.filter((c) => c.environment === undefined || c.environment === environment);
  const missed: Missed = {
    openedAt, strays: straysIn(group, known), unmappedChanges: unmappedIn(group, known, sites), silent: silentSources(coverage, openedAt, group, sites),
    withoutDependencies: services.filter((s) => graph.callees(s, environment, openedAt).length === 0).sort(compareText), blindSpots: blindSpotsOf(coverage, timeOf(millis(openedAt) - rules.fold.lookback), openedAt),
  };
  const { unmappedChanges, withoutDependencies, silent, blindSpots } = missed;
  const title = titleOf(group, services);
  const members = membersPart(group);
  const undone = undoneOf(group, sites, suspects, rules);

  const body: IncidentBody = {
    id: incidentId(first.episode.id),
    title,
    headline: headlineOf(title, suspects, verdict.count, verdict.noChange, missed, suspected[0] === undefined ? undefined : sinceThen(suspected[0].candidate, openedAt)),
    environment,
    clusters: distinct(group.members.flatMap((m) => (m.episode.first.cluster === undefined ? [] : [m.episode.first.cluster]))).sort(compareText),
    openedAt,
    services,
    affected: affectedBy(services, suspected[0], openedAt, known),
    ...members,
    suspects,
    ...(undone.length === 0 ? {} : { undone }),
    noChangeProbability: verdict.noChange,
    blindSpots: [...blindSpots],
    unseen: { unmappedChanges, withoutDependencies: [...withoutDependencies], neverHeardFrom: silent.map(({ source }) => source), sentence: unseenSentence(missed) },
    rulesVersion: rules.version,
  };
  return {
    body: fit(body),
    get verdict() {
      return verdictOf(lasting(candidatesOf(group, known)));
    },
    weighAgain: () => {
      const again = lasting(candidatesOf(group, known));
      return (score) => verdictOf(again, { ...rules, score });
    },
  };
};

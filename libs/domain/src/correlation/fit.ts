import type { Incident, Suspect } from '../events/incident.js';
import type { IncidentBody } from './render.js';

/** Most bytes of a published incident; what the publisher adds needs little. */
const MOST_BYTES = 256 * 1024 - 2048;
/** Most of a sentence: titles that senders wrote stand in it, and those may be as long as a sentence may. */
const MOST_SENTENCE = 2000;

type Step = (body: IncidentBody) => IncidentBody;

/** A unit of text is at most three bytes. */
const MOST_BYTES_A_UNIT = 3;
const isTooLarge = (body: IncidentBody): boolean => {
  const text = JSON.stringify(body);
  return text.length * MOST_BYTES_A_UNIT > MOST_BYTES && new TextEncoder().encode(text).length > MOST_BYTES;
};

const short = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`);

const withSuspects = (body: IncidentBody, of: (suspect: Suspect) => Suspect): IncidentBody => ({ ...body, suspects: body.suspects.map(of) });

const withDiffs = (most: number): Step => (body) => withSuspects(body, (s) => ({ ...s, change: { ...s.change, diff: s.change.diff.slice(0, most) } }));

const withAlerts = (most: number): Step => (body) => ({ ...body, alerts: body.alerts.slice(0, most) });

const withoutAttributes: Step = (body) => withSuspects(body, ({ linked: _, ...s }) => ({ ...s, change: { ...s.change, attributes: {}, links: s.change.links.slice(0, 5) } }));

/** What is listed without an end of its own; the first of each list says most. */
const withLists = (most: number): Step => (body) => ({
  ...withSuspects(body, (s) => {
    const { services, entities, identities, phases, scope, ...change } = s.change;
    const cut = { services: services.slice(0, most), entities: entities.slice(0, most), identities: identities.slice(0, most), phases: phases.slice(-most) };
    const place = scope === undefined ? {} : { scope: { ...scope, clusters: scope.clusters.slice(0, most), namespaces: scope.namespaces.slice(0, most) } };
    return { ...s, changeIds: s.changeIds.slice(0, most), change: { ...change, ...cut, ...place } };
  }),
  clusters: body.clusters.slice(0, most),
  services: body.services.slice(0, most),
  affected: body.affected.slice(0, most),
  ...(body.undone === undefined ? {} : { undone: body.undone.slice(0, most) }),
  blindSpots: body.blindSpots.slice(0, most),
  unseen: { ...body.unseen, withoutDependencies: body.unseen.withoutDependencies.slice(0, most), neverHeardFrom: body.unseen.neverHeardFrom.slice(0, most) },
});

const withSentences = (most: number): Step => (body) => ({
  ...withSuspects(body, (s) => ({ ...s, reasons: s.reasons.map((reason) => ({ ...reason, sentence: short(reason.sentence, most) })) })),
  title: short(body.title, most),
  headline: short(body.headline, most),
  unseen: { ...body.unseen, sentence: short(body.unseen.sentence, most) },
});

const named = <S extends Incident['alerts'][number]['source']>({ url: _, ...source }: S): Omit<S, 'url'> => source;

/** What senders wrote, and where to read it. */
const withTexts = (most: number): Step => (body) => ({
  ...withSuspects(withSentences(most)(body), (s) => ({ ...s, change: { ...s.change, title: short(s.change.title, most), links: [], source: named(s.change.source) } })),
  alerts: body.alerts.map((alert) => ({ ...alert, title: short(alert.title, most), source: named(alert.source), ...(alert.sources === undefined ? {} : { sources: alert.sources.map((told) => ({ ...told, source: named(told.source) })) }) })),
  blindSpots: body.blindSpots.map((spot) => ({ ...spot, reason: short(spot.reason, most) })),
});

const bare: Step = (body) => withSuspects(body, (s) => {
  const { revision: _revision, scope: _scope, actor: _actor, ...change } = s.change;
  return { ...s, change };
});

const steps: readonly Step[] = [
  ...[20, 10, 5, 1, 0].map(withDiffs),
  ...[100, 50, 20, 5].map(withAlerts),
  withoutAttributes,
  ...[500, 100, 20].map(withLists),
  ...[500, 100].map(withTexts),
  ...[5, 1].map(withLists),
  bare,
];

/**
 * Cuts what is too large for the topic: diffs first, then alerts, then what suspects carry beside their reasons, then what only events of the largest
 * sort have; never a suspect.
 */
export const fit = (body: IncidentBody): IncidentBody => {
  let cut = withSentences(MOST_SENTENCE)(body);
  for (const step of steps) {
    if (!isTooLarge(cut)) return cut;
    cut = step(cut);
  }
  return cut;
};

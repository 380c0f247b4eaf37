import { buildCatalog, type Change, compareText, type Feedback, firstAt, incidentId, type Incident, type Label, labelOf, mergeChange, resolveSubject, saidOf, type Service, UNDONE, undoneIn } from '@culprit/domain';
import type { Arrival } from './input.js';

/** What is known of an incident's cause: what did it, or at least what did not. */
export interface Known {
  readonly label: Label | undefined;
  readonly dismissed: readonly string[];
}
/** By incident id; of any fold of the same events, whatever its rules. Of what nothing is known nothing is in it. */
export type LabelsOf = (incidents: readonly Labelled[]) => Map<string, Known>;
type Labelled = Pick<Incident, 'id' | 'environment' | 'openedAt' | 'resolvedAt' | 'services' | 'suspects' | 'alerts'>;

const push = <T>(index: Map<string, T[]>, key: string, item: T): void => void (index.get(key)?.push(item) ?? index.set(key, [item]));

/** Changes as all their statements say them, on the services that the catalog knows them by. */
const changesByService = (changes: readonly Change[], services: readonly Service[]): Map<string, Change[]> => {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const known = merged.get(change.id);
    merged.set(change.id, known === undefined ? change : mergeChange(known, change));
  }
  const catalog = buildCatalog(services);
  const placed = new Map<string, Change[]>();
  for (const change of [...merged.values()].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id))) {
    const at = resolveSubject(catalog, change).services;
    for (const service of at) push(placed, service, { ...change, services: [...at] });
  }
  return placed;
};

/** The changes of a list in order of time that lie between two instants, both included. */
const between = (list: readonly Change[], from: string, to: string): readonly Change[] =>
  list.slice(firstAt(list.length, (i) => (list[i] as Change).occurredAt < from), firstAt(list.length, (i) => (list[i] as Change).occurredAt <= to));

/** People's word before what was undone, as everywhere: `labelOf` of the domain. */
export const labelsIn = (arrivals: readonly Arrival[]): LabelsOf => {
  const spoken = new Map<string, Map<string, Feedback>>();
  const changes: Change[] = [];
  const services: Service[] = [];
  for (const { event } of arrivals) {
    if (event.kind === 'change') changes.push(event.event);
    if (event.kind === 'service') services.push(event.event);
    if (event.kind !== 'feedback') continue;
    const of = spoken.get(event.event.incidentId) ?? new Map<string, Feedback>();
    spoken.set(event.event.incidentId, of.set(event.event.id, event.event));
  }
  const placed = changesByService(changes, services);

  const around = (incident: Labelled): Change[] => {
    if (incident.resolvedAt === undefined) return [];
    const from = new Date(Date.parse(incident.openedAt) - UNDONE.lookback).toISOString();
    const near = new Set([...incident.services, ...incident.suspects.flatMap(({ service }) => service ?? [])]);
    const found = [...near].flatMap((service) => between(placed.get(service) ?? [], from, incident.resolvedAt ?? ''));
    return [...new Map(found.map((change) => [change.id, change])).values()];
  };
  return (incidents) => {
    const labels = new Map<string, Known>();
    for (const incident of incidents) {
      const ids = [...new Set([incident.id, ...incident.alerts.map((alert) => incidentId(alert.id))])];
      const words = ids.flatMap((id) => [...(spoken.get(id)?.values() ?? [])]);
      const said = saidOf(words);
      const label = labelOf(said, undoneIn(incident, around(incident)));
      if (label !== undefined || said.dismissed.length > 0) labels.set(incident.id, { label, dismissed: said.dismissed });
    }
    return labels;
  };
};

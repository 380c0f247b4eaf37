import { type Feedback, incidentId, type Incident, type Label, labelOf, saidOf, undoneIn } from '@culprit/domain';
import type { Arrival } from './input.js';

/** What is known of an incident's cause: what did it, or at least what did not. */
export interface Known {
  readonly label: Label | undefined;
  readonly dismissed: readonly string[];
}
/** By incident id; of any fold of the same events, whatever its rules. Of what nothing is known nothing is in it. */
export type LabelsOf = (incidents: readonly Labelled[]) => Map<string, Known>;
type Labelled = Pick<Incident, 'id' | 'status' | 'alerts' | 'undone'>;

/** People's word before what was undone, as the incident tells it: `labelOf` of the domain, as everywhere. */
export const labelsIn = (arrivals: readonly Arrival[]): LabelsOf => {
  const spoken = new Map<string, Map<string, Feedback>>();
  for (const { event } of arrivals) {
    if (event.kind !== 'feedback') continue;
    const of = spoken.get(event.event.incidentId) ?? new Map<string, Feedback>();
    spoken.set(event.event.incidentId, of.set(event.event.id, event.event));
  }
  return (incidents) => {
    const labels = new Map<string, Known>();
    for (const incident of incidents) {
      const ids = [...new Set([incident.id, ...incident.alerts.map((alert) => incidentId(alert.id))])];
      const words = ids.flatMap((id) => [...(spoken.get(id)?.values() ?? [])]);
      const said = saidOf(words);
      const label = labelOf(said, undoneIn(incident));
      if (label !== undefined || said.dismissed.length > 0) labels.set(incident.id, { label, dismissed: said.dismissed });
    }
    return labels;
  };
};

import { incidentFragment } from '../client/questions.js';
import type { Incident } from '../client/shapes.js';

/** What the demo shows: the story's incident, and the service that it is on. */
export const DemoQuestion = `query {
  incidents(first: 5) { nodes { ...I } }
  service(name: "data-processor", environment: "production") { health healthReasons replicas { desired ready } }
  changes(first: 20) { nodes { id } }
} ${incidentFragment}`;

export interface DemoAnswer {
  readonly incidents: { readonly nodes: readonly Incident[] };
  readonly service: { readonly health: string; readonly healthReasons: readonly string[]; readonly replicas: { readonly desired: number; readonly ready: number } | null } | null;
  readonly changes: { readonly nodes: readonly { readonly id: string }[] };
}

/** What of the story is not told yet, as sentences; empty when all of it is. */
export const missing = ({ incidents, service, changes }: DemoAnswer, person: string): string[] => {
  const [incident] = incidents.nodes.filter((one) => one.services.includes('data-processor'));
  if (incident === undefined) return ['there is no incident on data-processor'];
  const [first, ...others] = incident.suspects;
  const people = first === undefined ? [] : [first.change, ...first.linked].map((change) => change.actor.name);
  // an incident may stand in the store before a change that it names
  const unlisted = incident.suspects.flatMap(({ change, linked }) => [change, ...linked]).filter(({ id }) => !changes.nodes.some((change) => change.id === id));
  return [
    ...(first?.service === 'rest-api' ? [] : [`its first suspect is ${first?.service ?? 'nobody'}, not rest-api`]),
    ...(first?.change.diff.some(({ path, before, after }) => path === 'spec.replicas' && before === 50 && after === 5) === true ? [] : ['the first suspect does not show replicas 50 → 5']),
    ...(people.includes(person) ? [] : [`the first suspect does not name ${person}`]),
    ...(others.some((suspect) => suspect.service === 'data-processor') ? [] : ['the older deployment is not below']),
    ...(unlisted.length === 0 ? [] : [`${unlisted.length} of the changes that it names are not listed`]),
    ...(service?.health === 'UNHEALTHY' ? [] : [`data-processor is ${service?.health ?? 'unknown'}, not UNHEALTHY`]),
    ...(service?.replicas?.ready === 10 ? [] : ['data-processor is not seen with 10 replicas ready']),
  ];
};

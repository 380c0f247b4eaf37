import type { Change } from '../events/change.js';
import type { Candidate } from '../correlation/candidates.js';
import type { Member } from '../correlation/membership.js';

/** Where these alert; undefined while one does not say. */
export const alertingIn = (members: readonly Member[]): ReadonlySet<string> | undefined => {
  const clusters = new Set<string>();
  for (const { episode } of members) {
    if (episode.first.cluster === undefined) return undefined;
    clusters.add(episode.first.cluster);
  }
  return clusters.size === 0 ? undefined : clusters;
};

export const touched = ({ cluster, scope }: Change): readonly string[] => (cluster === undefined ? scope?.clusters ?? [] : [cluster]);

/** The clusters of the alerts that the candidate explains; undefined while one does not say. */
export const explainedIn = ({ explained }: Candidate): ReadonlySet<string> | undefined => {
  const [{ clusters }] = explained;
  if (clusters === undefined) return undefined;
  let all: Set<string> | undefined;
  for (const other of explained) {
    if (other.clusters === undefined) return undefined;
    if (other.clusters === clusters) continue;
    all ??= new Set(clusters);
    for (const name of other.clusters) all.add(name);
  }
  return all ?? clusters;
};

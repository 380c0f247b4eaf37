import type { Change } from '../events/change.js';
import type { Candidate } from '../correlation/candidates.js';
import type { Member } from '../correlation/membership.js';

/** Where these alert, as far as they say; undefined where none does. A check from outside says nothing of where it goes wrong. */
export const alertingIn = (members: readonly Member[]): ReadonlySet<string> | undefined => {
  const clusters = new Set<string>();
  for (const { episode } of members) if (episode.first.cluster !== undefined) clusters.add(episode.first.cluster);
  return clusters.size === 0 ? undefined : clusters;
};

export const touched = ({ cluster, scope }: Change): readonly string[] => (cluster === undefined ? scope?.clusters ?? [] : [cluster]);

/** The clusters of the alerts that the candidate explains, as far as they say; undefined where none does. */
export const explainedIn = ({ explained }: Candidate): ReadonlySet<string> | undefined => {
  let one: ReadonlySet<string> | undefined;
  let all: Set<string> | undefined;
  for (const { clusters } of explained) {
    if (clusters === undefined || clusters === one) continue;
    one ??= clusters;
    if (clusters === one) continue;
    all ??= new Set(one);
    for (const name of clusters) all.add(name);
  }
  return all ?? one;
};

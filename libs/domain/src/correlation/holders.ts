import { incidentId } from '../events/ids.js';
import type { Episode } from './episodes.js';
import type { Member } from './membership.js';
import type { Judged } from './render.js';

/** Under which ids each episode may have been published: a hash is not worked out twice. */
const publishedIds = new WeakMap<Episode, readonly string[]>();
const publishedIdsOf = (episode: Episode): readonly string[] => {
  const known = publishedIds.get(episode) ?? episode.alertIds.map(incidentId);
  publishedIds.set(episode, known);
  return known;
};

/** By every id under which any of its alerts may have been published, the incident that holds it now. */
export const holdersOf = (kept: Iterable<{ readonly group: { readonly members: readonly Member[] }; readonly judged: Judged | undefined }>): Map<string, string> => {
  const holders = new Map<string, string>();
  for (const { group: { members }, judged } of kept) {
    if (judged !== undefined) for (const { episode } of members) for (const id of publishedIdsOf(episode)) holders.set(id, judged.body.id);
  }
  return holders;
};

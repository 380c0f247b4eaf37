import { compareText } from '../events/canonical.js';
import type { Candidate, Site } from './candidates.js';
import { type Explained, isLedTo } from './explained.js';
import type { Placed } from './placed.js';
import { EMPTY_RUN, mayBeOnSeveral, placedOf, runOf } from './run.js';

/** Of what one change is seen to do on several services: each way that an alerting service leads to any of them, once, the nearest. */
const unionOf = (candidates: readonly Candidate[]): Explained[] => {
  const ways = candidates.flatMap(({ explained }) => explained);
  const known = ways.filter(isLedTo);
  const nearest = new Map<string, Explained>();
  for (const way of known.length > 0 ? known : ways) {
    const other = nearest.get(way.service);
    if (other === undefined || way.hops < other.hops) nearest.set(way.service, way);
  }
  return [...nearest.values()].sort((a, b) => a.hops - b.hops || compareText(a.service, b.service));
};

const allOf = (lists: readonly (readonly Explained[])[]): Explained[] => [...new Map(lists.flat().map((way) => [way.service, way])).values()];

/** On each of its services the change explains all that it explains on any; the score keeps the best of them. */
const joined = (candidates: readonly Candidate[]): Site[] => {
  const union = unionOf(candidates);
  const reached = allOf(candidates.map((c) => c.reached));
  return candidates.flatMap((candidate): Site[] => {
    const [nearest] = candidate.explained;
    if (!union.some(({ by }) => by === nearest.by)) return [];
    const explained = [nearest, ...union.filter(({ service }) => service !== nearest.service)] as const;
    return [{ service: candidate.service, explained, alone: EMPTY_RUN, known: candidate.known, together: [{ ...candidate, explained, reached, joint: true }] }];
  });
};

/**
 * One change on several services (a node, a flag, a security group) is one cause, not so many rivals. Of `sites` those whose first change is that
 * of another's too, put together; the rest as it came. `made` gives the candidate of a change by itself.
 */
export const jointly = (sites: readonly Site[], made: (site: Site, placed: Placed) => Candidate): readonly Site[] => {
  const byLead = new Map<string, Candidate[]>();
  const note = (candidate: Candidate): void => {
    const lead = candidate.changes[0].id;
    void (byLead.get(lead)?.push(candidate) ?? byLead.set(lead, [candidate]));
  };
  for (const site of sites) {
    if (site.service === undefined) continue;
    if (mayBeOnSeveral(site.alone)) for (const placed of placedOf(site.alone)) if (placed.services.length > 1) note(made(site, placed));
    for (const candidate of site.together) note(candidate);
  }
  const several = new Map([...byLead].filter(([, candidates]) => candidates.length > 1));
  if (several.size === 0) return sites;
  const apart = sites.map((site): Site => ({
    ...site,
    alone: mayBeOnSeveral(site.alone) ? runOf(placedOf(site.alone).filter(({ change }) => !several.has(change.id))) : site.alone,
    together: site.service === undefined ? site.together : site.together.filter(({ changes }) => !several.has(changes[0].id)),
  }));
  return [...apart, ...[...several.values()].flatMap(joined)];
};

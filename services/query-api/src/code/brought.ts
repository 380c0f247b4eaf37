import { builds } from '@culprit/domain';
import { rangeOf, type Before } from './range.js';
import { storedBetween, type PushesOf } from './stored.js';
import type { Told } from './told.js';

/** The pushes and merges that a change brought beside the one that it names, as far as they are stored: whoever had a part in these had one in it. */
export const broughtBy = async (change: Told, linked: readonly Told[], sources: Before & { readonly pushesOf: PushesOf }): Promise<readonly Told[]> => {
  if (builds(change.kind)) return [];
  const { from, to } = (await rangeOf(change, linked, sources)) ?? {};
  if (from === undefined || to === undefined) return [];
  const stored = await storedBetween(from, to, sources.pushesOf);
  // what is older than what ran before brings nothing
  if (!stored.arrived && (await storedBetween(to, from, sources.pushesOf)).arrived) return [];
  const known = new Set([change, ...linked].map(({ id }) => id));
  return stored.told.filter(({ id }) => !known.has(id));
};

import type { Change } from '../events/change.js';
import { commitIdentities, isSameCommit } from '../events/commit.js';
import { imageIdentities } from '../events/image.js';
import { millis } from '../events/time.js';
import { builds } from './kind-class.js';
import { differ } from './placed.js';

/** So many pushes are followed back from a revision to the one before it. */
const MOST = 30;

export interface Written {
  /** What was written or built on the service or on none, and is known by this identity. */
  readonly of: (identity: string) => readonly Change[];
  /** From when on what was written is brought by a deployment of which nobody knows what ran before, ms. */
  readonly since: number;
}

const isMerge = ({ attributes }: Change): boolean => attributes['pullRequest'] !== undefined || attributes['mergeRequest'] !== undefined;
/** What of one commit leads to the one before it: a merge tells where its branch was, not what was pushed before. */
const isPush = (change: Change): boolean => change.kind === 'code' && change.revision?.commit !== undefined && !isMerge(change);

/** The commits that a push names beside its last. */
const commitsIn = ({ attributes: { commits } }: Change): readonly string[] =>
  Array.isArray(commits) ? commits.flatMap((commit) => (commit !== null && typeof commit === 'object' && !Array.isArray(commit) && typeof commit['sha'] === 'string' ? [commit['sha']] : [])) : [];

const isDone = (set: readonly Change[]): boolean => set.some(({ kind }) => !builds(kind));

/** What ran before any of these, as commits; where only the image is told, what that was built of. */
const ranBefore = (set: readonly Change[], { of }: Written): readonly string[] =>
  set.flatMap(({ kind, revision: { previous } = {} }) => {
    if (builds(kind) || previous === undefined) return [];
    return [...(previous.commit === undefined ? [] : [previous.commit]), ...(previous.image === undefined ? [] : imageIdentities(previous.image).flatMap(of).flatMap(({ revision }) => revision?.commit ?? []))];
  });

/**
 * What was written between what ran before and these: each push is followed to the one before it. Where one is missing, by when it was pushed, if it is
 * known when what ran before was: what goes back to an older revision brings nothing.
 */
const broughtBy = (set: readonly Change[], loose: readonly Change[], isRun: (commit: string) => boolean, written: Written): readonly Change[] => {
  const before = ranBefore(set, written);
  const code = (commit: string): readonly Change[] => commitIdentities(commit).flatMap(written.of).filter(({ kind }) => kind === 'code');
  const isStart = (commit: string): boolean => before.some((other) => isSameCommit(other, commit));
  const floor = before.flatMap(code).reduce<number | undefined>((last, { occurredAt }) => Math.max(last ?? 0, millis(occurredAt)), undefined);
  const isSince = ({ occurredAt }: Change): boolean => millis(occurredAt) > (floor ?? Number.POSITIVE_INFINITY);

  return set.filter(isPush).flatMap((head) => {
    if (isStart(head.revision?.commit ?? '')) return [];
    const found = new Set<Change>(commitsIn(head).flatMap(code));
    const ofRepository = ({ source, occurredAt }: Change): boolean => source.provider === head.source.provider && !differ(source.instance, head.source.instance) && occurredAt <= head.occurredAt;
    let at = head.revision?.previous?.commit;
    for (let step = 0; step < MOST && at !== undefined; step += 1) {
      if (isStart(at)) return [...found];
      const there = code(at);
      if (isRun(at) || there.length === 0 || there.some((change) => found.has(change) && isPush(change))) break;
      const push = there.find(isPush);
      for (const change of [...there, ...(push === undefined ? [] : commitsIn(push).flatMap(code))]) found.add(change);
      at = push?.revision?.previous?.commit;
    }
    if (before.length > 0) return [...found, ...loose.filter((change) => isPush(change) && ofRepository(change))].filter(isSince);
    return [...found].filter(({ occurredAt }) => millis(occurredAt) >= written.since);
  });
};

/** Joins to what was rolled out all that it brought: of several merges that one deployment brings it names the last. What something else has brought stays with that. */
export const withBrought = (sets: readonly Change[][], written: Written): readonly Change[][] => {
  const mayBring = (set: readonly Change[]): boolean => set.length > 1 && isDone(set) && set.some(isPush);
  if (!sets.some(mayBring)) return sets;
  const done = new Set(sets.filter(isDone).flat());
  const loose = sets.filter((set) => !isDone(set)).flat();
  const run = [...done].flatMap(({ kind, revision }) => (builds(kind) || revision?.commit === undefined ? [] : [revision.commit]));
  const setOf = new Map(sets.flatMap((set) => set.map((change) => [change, set] as const)));
  const brought = new Set<Change>();
  const joined = sets.map((set) => {
    if (!mayBring(set)) return set;
    const more = new Set<Change>();
    for (const change of broughtBy(set, loose, (commit) => run.some((other) => isSameCommit(other, commit)), written)) {
      if (!done.has(change) && !brought.has(change)) for (const each of setOf.get(change) ?? [change]) more.add(each);
    }
    for (const change of more) brought.add(change);
    return more.size === 0 ? set : [...set, ...more];
  });
  return brought.size === 0 ? sets : joined.filter((set) => isDone(set) || !set.some((change) => brought.has(change)));
};

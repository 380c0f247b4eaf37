import { amounts } from '../scoring/amount.js';
import { canonicalJson } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import { builds } from './kind-class.js';
import { isElsewhere } from './placed.js';

type Value = Change['diff'][number]['after'];

/** What a change made of one thing. `before` is undefined where nobody says. */
interface Turn {
  readonly path: string;
  readonly before: Value;
  readonly after: Value;
}

const NOTHING = null;
const REVISION = ['image', 'digest', 'version', 'commit'] as const;
const ROLLS_BACK = /^\W*(?:roll(?:ed|ing|s)?[ -]?back|revert(?:ed|s|ing)?)\b/i;
const TURNS_OFF = /\b(?:off|disabled?|deactivated?|killed)\b/i;
const SWITCH = /(?:^|[./])(?:on|enabled|active)$/i;

const same = (a: Value, b: Value): boolean => a === b || canonicalJson(a ?? NOTHING) === canonicalJson(b ?? NOTHING);

const turnsOf = ({ diff, revision }: Change): Turn[] => {
  const told = diff.filter((d) => d.redacted !== true && !same(d.before, d.after)).map(({ path, before, after }) => ({ path, before, after: after ?? NOTHING }));
  const run = REVISION.flatMap((name): Turn[] => {
    const before = name === 'digest' ? undefined : revision?.previous?.[name];
    return revision?.[name] === undefined || revision[name] === before ? [] : [{ path: `revision ${name}`, before, after: revision[name] }];
  });
  return [...told, ...run];
};

const isAmount = (value: Value): value is string | number => typeof value === 'number' || typeof value === 'string';

/** Whether something is again what it was before; an amount, at least half the way there. */
const returns = (now: Value, { before, after }: Turn): boolean => {
  if (before === undefined) return now === NOTHING;
  if (same(now, before)) return true;
  if (!isAmount(now) || !isAmount(before) || !isAmount(after)) return false;
  const [way, whole] = [amounts(after, now), amounts(after, before)];
  if (way === undefined || whole === undefined) return false;
  const [back, all] = [way[1] - way[0], whole[1] - whole[0]];
  return back * all > 0 && Math.abs(back) >= Math.abs(all) / 2;
};

const flagsOf = ({ identities }: Change): readonly string[] => identities.filter((identity) => identity.startsWith('flag:'));
const apart = (a: readonly string[], b: readonly string[]): boolean => a.length > 0 && b.length > 0 && !a.some((name) => b.includes(name));

/** Of one service two may still be two clusters, two workloads, two flags. */
const ofOneThing = (a: Change, b: Change): boolean =>
  !isElsewhere(a, b) && !apart(a.entities, b.entities) && !apart(flagsOf(a), flagsOf(b));

const turnsOff = (change: Change): boolean => change.kind === 'feature-flag' && turnsOf(change).some(({ path, after }) => SWITCH.test(path) && after === false);

/** It says that it takes something back, if not what. */
const isMarked = (change: Change): boolean =>
  change.attributes['rollback'] === true || ROLLS_BACK.test(change.title) || (change.kind === 'feature-flag' && change.diff.length === 0 && TURNS_OFF.test(change.title));

/** From the newest on: those since something was last what it is again now. */
const sinceWas = (now: Value, path: string, earlier: readonly Change[]): readonly Change[] => {
  const turns = earlier.flatMap((change) => turnsOf(change).filter((t) => t.path === path).map((turn) => ({ change, ...turn })));
  let deepest = -1;
  for (const [i, { change, after, before }] of turns.entries()) {
    if (same(after, now)) break;
    // what the one before it left, where it does not say
    if (returns(now, { path, after, before: before ?? turns.slice(i + 1).find((t) => t.change !== change)?.after })) deepest = i;
  }
  return turns.slice(0, deepest + 1).map(({ change }) => change);
};

const sinceOff = (earlier: readonly Change[], flags: readonly string[]): readonly Change[] => {
  const theirs = earlier.filter((change) => change.kind === 'feature-flag' && flagsOf(change).some((flag) => flags.includes(flag)));
  const off = theirs.findIndex(turnsOff);
  return off < 0 ? theirs : theirs.slice(0, off);
};

/** False where `takenBackBy` finds nothing, whatever was before. What a machine scales takes nothing back, it follows the load. */
export const mayTakeBack = (change: Change): boolean =>
  !builds(change.kind) && change.actor?.kind !== 'autoscaler' && (change.diff.length > 0 || change.revision !== undefined || isMarked(change));

/**
 * Which of the earlier changes of its service, newest first, a change takes back: it makes something again what it was before them, or turns their flag
 * off; one that only says that it takes something back means the newest of its kind.
 */
export const takenBackBy = (later: Change, earlier: readonly Change[]): ReadonlySet<Change> => {
  if (!mayTakeBack(later)) return NOBODY;
  const about = earlier.filter((change) => change.occurredAt < later.occurredAt && !builds(change.kind) && ofOneThing(change, later));
  if (about.length === 0) return NOBODY;
  const found = new Set(turnsOf(later).flatMap(({ path, after }) => sinceWas(after, path, about)));
  if (turnsOff(later)) for (const change of sinceOff(about, flagsOf(later))) found.add(change);
  const newest = found.size === 0 && isMarked(later) ? about.find(({ kind }) => kind === later.kind) : undefined;
  return newest === undefined ? found : new Set([newest]);
};

const NOBODY: ReadonlySet<Change> = new Set();

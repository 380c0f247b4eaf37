import type { Alert } from '../events/alert.js';
import type { Change } from '../events/change.js';
import type { Changes } from './candidates.js';
import type { Group, Member } from './membership.js';
import type { Placed } from './placed.js';
import { EMPTY_RUN, placedOf, runOf } from './run.js';
import { type Judged, type Known, judge } from './render.js';

/** A fact that judging throws at, and what it threw. */
export type Fault = { readonly error: unknown } & ({ readonly kind: 'alert'; readonly event: Alert } | { readonly kind: 'change'; readonly event: Change });

export interface Isolated {
  /** Undefined where nothing of the group can be judged. */
  readonly judged: Judged | undefined;
  /** What was left out of it. */
  readonly faults: readonly Fault[];
}

/**
 * Judges a group; a fact that makes judging throw is found and left out, so that it takes no other with it. What is left out depends on the group
 * and on what is known, never on the order in which events came.
 */
export const judgeApart = (group: Group, known: Known): Isolated => {
  try {
    return { judged: judge(group, known), faults: [] };
  } catch (error) {
    return withoutFaulty(group, known, error);
  }
};

const NO_CHANGES: Changes = { of: () => EMPTY_RUN, sharing: () => [], called: (identity) => [identity], built: () => [], scoped: () => [], during: () => [], late: () => [], touchedFew: () => [], unmapped: () => 0, isUnmapped: () => false };

const thrownBy = (work: () => unknown): { error: unknown } | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return { error };
  }
};

/** `changes` without those that `passes` says no to; `seen` gets every one that was asked for. */
const filtered = (changes: Changes, passes: (id: string) => boolean, seen: Map<string, Change> = new Map()): Changes => {
  const pass = (placed: readonly Placed[]): readonly Placed[] =>
    placed.filter(({ change }) => {
      seen.set(change.id, change);
      return passes(change.id);
    });
  return {
    ...changes,
    of: (service, window) => {
      const run = changes.of(service, window);
      return runOf(pass(placedOf(run)), run.apart);
    },
    sharing: (identity, window) => pass(changes.sharing(identity, window)),
    built: (identity, service, window) => pass(changes.built(identity, service, window)),
    scoped: (window) => pass(changes.scoped(window)),
    during: (service, window) => pass(changes.during(service, window)),
    late: (window) => pass(changes.late(window)),
  };
};

/** The changes that judging throws at by themselves, found by halves. */
const faultyChanges = (changes: readonly Change[], group: Group, known: Known): Fault[] => {
  if (changes.length === 0) return [];
  const ids = new Set(changes.map(({ id }) => id));
  const thrown = thrownBy(() => judge(group, { ...known, changes: filtered(known.changes, (id) => ids.has(id)) }));
  if (thrown === undefined) return [];
  const [only, ...others] = changes;
  if (only !== undefined && others.length === 0) return [{ kind: 'change', event: only, error: thrown.error }];
  const middle = Math.ceil(changes.length / 2);
  return [...faultyChanges(changes.slice(0, middle), group, known), ...faultyChanges(changes.slice(middle), group, known)];
};

const withoutFaulty = (group: Group, known: Known, error: unknown): Isolated => {
  const faults: Fault[] = [];
  const sound = group.members.filter((member: Member) => {
    const thrown = thrownBy(() => judge({ members: [member] }, { ...known, changes: NO_CHANGES }));
    if (thrown !== undefined) faults.push({ kind: 'alert', event: member.episode.first, error: thrown.error });
    return thrown === undefined;
  });
  const [first] = sound;
  if (first === undefined) return { judged: undefined, faults };

  const rest: Group = { ...group, members: sound };
  const seen = new Map<string, Change>();
  thrownBy(() => judge(rest, { ...known, changes: filtered(known.changes, () => true, seen) }));
  faults.push(...faultyChanges([...seen.values()], rest, known));
  const faulty = new Set(faults.map(({ event }) => event.id));
  try {
    return { judged: judge(rest, { ...known, changes: filtered(known.changes, (id) => !faulty.has(id)) }), faults };
  } catch {
    // nobody's alone: the incident is left out, and its first alert stands for it
    return { judged: undefined, faults: [...faults, { kind: 'alert', event: first.episode.first, error }] };
  }
};

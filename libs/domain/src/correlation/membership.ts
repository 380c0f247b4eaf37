import type { ToldCall } from '../catalog/told-calls.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import type { Beside } from './beside.js';
import { type Episode, partsOf } from './episodes.js';
import type { Rules } from './rules.js';

/** An episode with the services it is on, by their one name. */
export interface Member {
  readonly episode: Episode;
  readonly services: readonly string[];
  /** Of an alert on a call, who made it, by its one name. */
  readonly caller?: string;
}

/** The calls that these alerts tell of. */
export const callsOf = (members: readonly Pick<Member, 'services' | 'caller'>[]): ToldCall[] =>
  members.flatMap(({ services, caller }) => (caller === undefined ? [] : services.flatMap((to) => (to === caller ? [] : { from: caller, to }))));

/** An incident before anything is said of causes: its members, oldest first; the first gives it its id. */
export interface Group {
  readonly members: readonly Member[];
  /** Where it was looked for. */
  readonly beside?: readonly Beside[];
}

/** Whether the one service is near the other at this instant, also by calls that alerts tell of. */
export type Near = (service: string, other: string, at: string, told?: readonly ToldCall[]) => boolean;

interface Open {
  readonly settled: boolean;
  readonly openedAt: number;
  /** How many were opened before it. */
  readonly at: number;
  /** As they came, none is ever taken out. */
  readonly members: Member[];
  /** The newest beginning of an alert on each service. */
  readonly began: Map<string, number>;
  /** The calls that its alerts tell of: known in it alone. */
  readonly told: ToldCall[];
  /** When the last known member ends; Infinity while one does not. */
  ends: number;
  /** What was made of it last, and whether it may be another by now. */
  made: Group | undefined;
  changed: boolean;
}

const NO_CALLS: readonly ToldCall[] = [];
const end = (episode: Episode): number => (episode.endsAt === undefined ? Number.POSITIVE_INFINITY : millis(episode.endsAt));

/** The final incident of an episode, or of any source that tells it. */
export const settledIn = (settled: ReadonlyMap<string, string>, episode: Episode): string | undefined => {
  if (settled.size === 0) return undefined;
  for (const { id } of partsOf(episode)) if (settled.has(id)) return settled.get(id);
  return undefined;
};

export const byStart = (a: Member, b: Member): number => compareText(a.episode.startsAt, b.episode.startsAt) || compareText(a.episode.id, b.episode.id);

const absorb = (into: Open, from: Open): void => {
  // not spread: the engine takes no hundred thousand arguments
  for (const member of from.members) into.members.push(member);
  for (const call of from.told) into.told.push(call);
  into.ends = Math.max(into.ends, from.ends);
  for (const [service, at] of from.began) into.began.set(service, Math.max(at, into.began.get(service) ?? at));
  into.changed = true;
};

/** A member is a new object once anything of its alert is told otherwise, or the catalog changes. */
export const sameMembers = (a: readonly Member[], b: readonly Member[]): boolean => a.length === b.length && a.every((member, i) => member === b[i]);

const groupOf = (open: Open): Group => {
  if (open.made !== undefined && !open.changed) return open.made;
  const members = [...open.members].sort(byStart);
  if (open.made === undefined || !sameMembers(open.made.members, members)) open.made = { members };
  open.changed = false;
  return open.made;
};

/** How things stood before one member, for a pass that goes on from there. */
interface Stand {
  /** The index of the member. */
  readonly before: number;
  /** As many members, from the first, must be as they were. */
  readonly needs: number;
  readonly opened: number;
  readonly active: readonly { readonly group: Open; readonly count: number; readonly began: ReadonlyMap<string, number>; readonly ends: number }[];
  readonly own: readonly (readonly [fingerprint: string, at: number, ends: number])[];
}

/** What is known of one pass, so that the next need not begin at the beginning. */
export interface Pass {
  /** Oldest first. Those that are as they were before are the same objects. */
  readonly groups: readonly Group[];
  /** All that were opened; undefined: it was joined with another. */
  readonly opened: readonly (Open | undefined)[];
  readonly stands: readonly Stand[];
  /** The index of the first member of each final incident. */
  readonly final: ReadonlyMap<string, number>;
}

export const NO_PASS: Pass = { groups: [], opened: [], stands: [], final: new Map() };

/** While something runs it is noted every so many members how things stand, and the newest few of that are kept: what comes late begins further back. */
const STAND_EVERY = 32;
const MOST_STANDS = 16;

/**
 * The one pass of contracts.md section 3: the episodes of an environment in order of time, then id, each joining, joining together, or opening.
 * `near`: at most `groupHops` calls away, either way, or itself. `settled` names the incident of each episode whose
 * membership is final; such an incident takes refires of its own fingerprints and nothing else.
 */
export const groupsOf = (members: readonly Member[], near: Near, rules: Rules['fold'], settled: ReadonlyMap<string, string> = new Map()): Pass => passFrom(undefined, NO_PASS, members, near, rules, settled);

/** The same, of members in order, where another pass had the same ones before `same`. */
export const groupsSince = (before: Pass, members: readonly Member[], same: number, near: Near, rules: Rules['fold'], settled: ReadonlyMap<string, string>): Pass => {
  const stand = before.stands.findLast(({ needs }) => needs <= same);
  if (stand === undefined) return groupsOf(members, near, rules, settled);
  // a final incident goes on whatever ran meanwhile
  const goesOn = settled.size > 0 && members.slice(stand.before).some(({ episode }) => (before.final.get(settledIn(settled, episode) ?? '') ?? Number.POSITIVE_INFINITY) < stand.before);
  return goesOn ? groupsOf(members, near, rules, settled) : passFrom(stand, before, members, near, rules, settled);
};

/** Without what is old; where nothing runs there is little to keep. */
const newestOf = (stands: readonly Stand[]): Stand[] => {
  const running = stands.filter(({ active }) => active.length > 0);
  const oldest = running[running.length - MOST_STANDS]?.before ?? 0;
  return stands.filter(({ active, before }) => active.length === 0 || before >= oldest);
};

const passFrom = (stand: Stand | undefined, before: Pass, members: readonly Member[], near: Near, rules: Rules['fold'], settled: ReadonlyMap<string, string>): Pass => {
  const from = stand?.before ?? 0;
  const all: (Open | undefined)[] = before.opened.slice(0, stand?.opened ?? 0);
  let active = (stand?.active ?? []).map(({ group, count, began, ends }): Open => {
    const known = group.members.slice(0, count);
    return (all[group.at] = { ...group, members: known, began: new Map(began), told: callsOf(known), ends, changed: true });
  });
  const own = new Map<string, { group: Open; ends: number }>((stand?.own ?? []).map(([fingerprint, at, ends]) => [fingerprint, { group: all[at] as Open, ends }]));
  const final = new Map<string, Open>();
  const finalAt = new Map([...before.final].filter(([, index]) => index < from));
  let stands = before.stands.slice(0, stand === undefined ? 0 : before.stands.indexOf(stand) + 1);
  let stood = from;

  for (let index = from; index < members.length; index++) {
    const member = members[index] as Member;
    const { episode } = member;
    const start = millis(episode.startsAt);
    if (index - stood >= STAND_EVERY) {
      for (const [fingerprint, { group }] of own) if (!active.includes(group)) own.delete(fingerprint);
      stands.push({
        before: index, needs: index, opened: all.length,
        active: active.map((group) => ({ group, count: group.members.length, began: new Map(group.began), ends: group.ends })),
        own: Array.from(own, ([fingerprint, { group, ends }]) => [fingerprint, group.at, ends] as const),
      });
      stood = index;
    }
    active = active.filter((group) => start < group.ends + rules.quiet);
    if (active.length === 0) {
      own.clear();
      // whoever begins here is to be the same, so that nobody begins between
      if (index !== from || stand === undefined) stands.push({ before: index, needs: index + 1, opened: all.length, active: [], own: [] });
      stood = index;
    }

    const opened = (isFinal: boolean): Open => {
      const group: Open = { settled: isFinal, openedAt: start, at: all.length, members: [], began: new Map(), told: [], ends: Number.NEGATIVE_INFINITY, made: undefined, changed: true };
      all.push(group);
      active.push(group);
      return group;
    };
    const calls = member.caller === undefined ? NO_CALLS : callsOf([member]);
    const put = (group: Open): void => {
      group.members.push(member);
      for (const call of calls) group.told.push(call);
      group.changed = true;
      group.ends = Math.max(group.ends, end(episode));
      for (const service of member.services) group.began.set(service, start);
      for (const { fingerprint } of partsOf(episode)) own.set(fingerprint, { group, ends: end(episode) });
    };

    const incident = settledIn(settled, episode);
    if (incident !== undefined) {
      const group = final.get(incident) ?? opened(true);
      if (!final.has(incident)) finalAt.set(incident, index);
      // it had ended: how things stood before says nothing of it
      if (!active.includes(group)) stands = [];
      final.set(incident, group);
      put(group);
      continue;
    }

    const goesOn = ({ fingerprint }: Episode): Open | undefined => {
      const before = own.get(fingerprint);
      return before !== undefined && start < before.ends + rules.quiet && active.includes(before.group) ? before.group : undefined;
    };
    const known = partsOf(episode).map(goesOn).find((group) => group !== undefined);
    if (known !== undefined) {
      put(known);
      continue;
    }

    // what alerts is little, what is near may be much
    const began = (group: Open): boolean => {
      const told = calls.length + group.told.length === 0 ? NO_CALLS : [...group.told, ...calls];
      for (const [other, at] of group.began) if (start - at <= rules.near && member.services.some((service) => near(service, other, episode.startsAt, told))) return true;
      return false;
    };
    const [first, ...others] = active.filter((group) => !group.settled && start - group.openedAt <= rules.ownOnlyAfter && began(group));
    if (first === undefined) {
      put(opened(false));
      continue;
    }
    for (const other of others) {
      absorb(first, other);
      all[other.at] = undefined;
      for (const m of other.members) {
        for (const { fingerprint } of partsOf(m.episode)) {
          const mine = own.get(fingerprint);
          if (mine?.group === other) own.set(fingerprint, { ...mine, group: first });
        }
      }
    }
    active = active.filter((group) => !others.includes(group));
    put(first);
  }
  return { groups: all.flatMap((group) => (group === undefined ? [] : groupOf(group))), opened: all, stands: newestOf(stands), final: finalAt };
};

import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { type Episode, partsOf } from './episodes.js';
import type { Rules } from './rules.js';

/** An episode with the services it is on, by their one name. */
export interface Member {
  readonly episode: Episode;
  readonly services: readonly string[];
}

/** An incident before anything is said of causes: its members, oldest first; the first gives it its id. */
export interface Group {
  readonly members: readonly Member[];
}

/** Whether the one service is near the other at this instant. */
export type Near = (service: string, other: string, at: string) => boolean;

interface Open {
  readonly settled: boolean;
  readonly openedAt: number;
  readonly members: Member[];
  /** The newest beginning of an alert on each service. */
  readonly began: Map<string, number>;
  /** When the last known member ends; Infinity while one does not. */
  ends: number;
}

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
  into.ends = Math.max(into.ends, from.ends);
  for (const [service, at] of from.began) into.began.set(service, Math.max(at, into.began.get(service) ?? at));
};

/** What is known of one pass, so that the next need not begin at the beginning. */
export interface Pass {
  /** Oldest first. */
  readonly groups: readonly Group[];
  /** Where nothing ran any more when an episode began: what comes from there on is grouped by itself. */
  readonly breaks: readonly Break[];
  /** The index of the first member of each final incident. */
  readonly final: ReadonlyMap<string, number>;
}
interface Break {
  /** How many members, and how many groups, are before it. */
  readonly members: number;
  readonly groups: number;
}

export const NO_PASS: Pass = { groups: [], breaks: [], final: new Map() };

/**
 * The one pass of contracts.md section 3: the episodes of an environment in order of time, then id, each joining, joining together, or opening.
 * `near`: at most `groupHops` calls away, either way, or itself. `settled` names the incident of each episode whose
 * membership is final; such an incident takes refires of its own fingerprints and nothing else.
 */
export const groupsOf = (members: readonly Member[], near: Near, rules: Rules['fold'], settled: ReadonlyMap<string, string> = new Map()): Pass => passFrom([...members].sort(byStart), 0, near, rules, settled);

/**
 * The same where another pass grouped the members before `same` as they are: from the last break on; `kept` groups are those of that pass. Undefined
 * where only the whole tells.
 */
export const groupsSince = (before: Pass, members: readonly Member[], same: number, near: Near, rules: Rules['fold'], settled: ReadonlyMap<string, string>): { readonly pass: Pass; readonly kept: number } | undefined => {
  // whoever begins there is the same, so that nobody begins between
  const at = before.breaks.findLastIndex((each) => each.members < same);
  const from = before.breaks[at];
  if (from === undefined) return undefined;
  for (const member of members.slice(from.members)) {
    const incident = settledIn(settled, member.episode);
    if (incident !== undefined && (before.final.get(incident) ?? Number.POSITIVE_INFINITY) < from.members) return undefined;
  }
  const since = passFrom(members, from.members, near, rules, settled);
  const final = new Map([...before.final].filter(([, index]) => index < from.members));
  for (const [incident, index] of since.final) final.set(incident, index);
  return {
    kept: from.groups,
    pass: {
      groups: [...before.groups.slice(0, from.groups), ...since.groups],
      breaks: [...before.breaks.slice(0, at), ...since.breaks.map(({ members: before, groups }) => ({ members: before, groups: groups + from.groups }))],
      final,
    },
  };
};

const passFrom = (members: readonly Member[], from: number, near: Near, rules: Rules['fold'], settled: ReadonlyMap<string, string>): Pass => {
  const all = new Set<Open>();
  let active: Open[] = [];
  const own = new Map<string, { group: Open; ends: number }>();
  const final = new Map<string, Open>();
  const finalAt = new Map<string, number>();
  const breaks: Break[] = [];

  for (let index = from; index < members.length; index++) {
    const member = members[index] as Member;
    const { episode } = member;
    const start = millis(episode.startsAt);
    active = active.filter((group) => start < group.ends + rules.quiet);
    if (active.length === 0) {
      breaks.push({ members: index, groups: all.size });
      own.clear();
    }

    const opened = (isFinal: boolean): Open => {
      const group: Open = { settled: isFinal, openedAt: start, members: [], began: new Map(), ends: Number.NEGATIVE_INFINITY };
      all.add(group);
      active.push(group);
      return group;
    };
    const put = (group: Open): void => {
      group.members.push(member);
      group.ends = Math.max(group.ends, end(episode));
      for (const service of member.services) group.began.set(service, start);
      for (const { fingerprint } of partsOf(episode)) own.set(fingerprint, { group, ends: end(episode) });
    };

    const incident = settledIn(settled, episode);
    if (incident !== undefined) {
      const group = final.get(incident) ?? opened(true);
      if (!final.has(incident)) finalAt.set(incident, index);
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
      for (const [other, at] of group.began) if (start - at <= rules.near && member.services.some((service) => near(service, other, episode.startsAt))) return true;
      return false;
    };
    const [first, ...others] = active.filter((group) => !group.settled && start - group.openedAt <= rules.ownOnlyAfter && began(group));
    if (first === undefined) {
      put(opened(false));
      continue;
    }
    for (const other of others) {
      absorb(first, other);
      all.delete(other);
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
  return { groups: [...all].map((group) => ({ members: group.members.sort(byStart) })), breaks, final: finalAt };
};

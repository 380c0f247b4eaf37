import type { Answer, Method } from '../measure.ts';
import type { Case, Line, Timeline } from '../timeline.ts';

export interface Change {
  readonly id: string;
  readonly at: number;
  readonly service: string | undefined;
}

/** What every baseline sees of a case: its alerts, the changes of the three days before, and who calls whom. */
export interface Situation {
  readonly name: string;
  readonly onset: number;
  readonly alerts: readonly { readonly service: string; readonly at: number }[];
  /** Newest first. */
  readonly changes: readonly Change[];
  readonly callees: ReadonlyMap<string, ReadonlySet<string>>;
  readonly callers: ReadonlyMap<string, ReadonlySet<string>>;
}

const LOOKBACK = 72 * 3_600_000;

const text = (line: Line, field: string): string => String(line.event[field] ?? '');

/** Names as the catalog has them. */
const namesOf = (lines: readonly Line[]): ((name: string) => string) => {
  const names = new Map(lines.flatMap(({ kind, event }) => (kind === 'service' ? ((event['aliases'] ?? []) as string[]).map((alias) => [alias, String(event['name'])] as const) : [])));
  return (name) => names.get(name) ?? name;
};

const situations = ({ lines }: Timeline): ((one: Case) => Situation) => {
  const nameOf = namesOf(lines);
  const alerts = new Map<string, { service: string; at: number }>();
  const changes = new Map<string, Change>();
  const callees = new Map<string, Set<string>>();
  const callers = new Map<string, Set<string>>();
  const put = (map: Map<string, Set<string>>, key: string, value: string): void => void (map.get(key)?.add(value) ?? map.set(key, new Set([value])));
  for (const line of lines) {
    if (line.kind === 'alert' && line.event['startsAt'] !== undefined) alerts.set(text(line, 'id'), { service: nameOf(text(line, 'service')), at: Date.parse(text(line, 'startsAt')) });
    if (line.kind === 'dependency') {
      put(callees, text(line, 'from'), text(line, 'to'));
      put(callers, text(line, 'to'), text(line, 'from'));
    }
    if (line.kind !== 'change' || !['production', ''].includes(text(line, 'environment'))) continue;
    changes.set(text(line, 'id'), { id: text(line, 'id'), at: Date.parse(text(line, 'occurredAt')), service: line.event['service'] === undefined ? undefined : nameOf(text(line, 'service')) });
  }
  const newestFirst = [...changes.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
  return ({ name, alertIds }) => {
    const own = alertIds.flatMap((id) => alerts.get(id) ?? []);
    const onset = Math.min(...own.map((a) => a.at));
    return { name, onset, alerts: own, changes: newestFirst.filter(({ at }) => at <= onset && at >= onset - LOOKBACK), callees, callers };
  };
};

export interface Scored {
  readonly id: string;
  readonly score: number;
}

/** A baseline scores changes; the higher the likelier, what it does not give is not suspected, ties go to the newer. */
export const baseline = (score: (of: Situation) => readonly Scored[]): Method => (timeline) => {
  const of = situations(timeline);
  return (one): Answer => {
    const situation = of(one);
    const age = new Map(situation.changes.map(({ id }, i) => [id, i]));
    const ranked = [...score(situation)].sort((a, b) => b.score - a.score || (age.get(a.id) ?? 0) - (age.get(b.id) ?? 0));
    return { ranked: ranked.map(({ id }) => [id]), confidence: ranked[0]?.score ?? Number.NEGATIVE_INFINITY };
  };
};

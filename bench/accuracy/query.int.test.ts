import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClickHouseStore } from '@culprit/clickhouse';
import { replay } from '@culprit/correlator';
import { acceptEvent, type Change, type Feedback, incidentId, type Incident } from '@culprit/domain';
import type { AccuracyDimension, AccuracyRow, ReadStore } from '@culprit/ports';
import { chance } from '../generate/chance.ts';
import { generate } from '../generate/generate.ts';

// The `accuracy` query over hundreds of generated incidents, against the same worked out by hand: nothing of the domain's own counting is used here.

interface Word { readonly changeId?: string; readonly verdict: Feedback['verdict']; readonly at: string; readonly id: string; readonly of: string }
interface Known { readonly incident: Incident; readonly words: readonly Word[] }

const world = generate('S', { seed: 11, incidents: 300 });
const draw = chance('words');
const one = <T>(items: readonly T[]): T => draw.one(items as T[]);
const later = (time: string, minutes: number): string => new Date(Date.parse(time) + minutes * 60_000).toISOString();

const changes = new Map<string, Change>();
for (const { kind, event, arrivalTime } of world.lines) {
  const accepted = kind === 'change' ? acceptEvent('change', event, arrivalTime) : undefined;
  if (accepted?.ok === true && !changes.has(accepted.event.id)) changes.set(accepted.event.id, accepted.event);
}

/** What people say, changing their minds, and under ids that the incident had before. */
const wordsOf = (incident: Incident, causes: readonly string[], i: number): Word[] => {
  const said: Word[] = [];
  const ids = incident.alerts.map(({ id }) => incidentId(id));
  const say = (verdict: Word['verdict'], changeId: string | undefined, minute: number): void =>
    void said.push({ verdict, ...(changeId === undefined ? {} : { changeId }), at: later(incident.openedAt, minute), id: `word-${i}-${said.length}`, of: one(ids) });
  const [first, second] = incident.suspects.map(({ changeIds }) => changeIds[0]);
  if (draw.is(0.3)) return said;
  if (draw.is(0.3)) say(draw.is(0.5) ? 'confirmed' : 'dismissed', first, 10);
  if (draw.is(0.2)) say('dismissed', undefined, 20);
  if (causes[0] === undefined) say('dismissed', undefined, 30);
  else say('confirmed', draw.is(0.1) ? second ?? causes[0] : causes[0], 30);
  if (draw.is(0.1) && causes[0] !== undefined) say('dismissed', causes[0], 30);
  if (draw.is(0.1)) say('dismissed', undefined, 50);
  if (draw.is(0.1) && first !== undefined) say('confirmed', first, 60);
  return said;
};

let folder: string;
let store: ReadStore;
let known: Known[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'culprit-accuracy-'));
  store = await openClickHouseStore({ path: join(folder, 'store') });
  const events = async function* (): AsyncGenerator<string> {
    for (const line of world.lines) yield JSON.stringify(line);
  };
  const incidents = Array.from((await replay({ events: events() })).lines, (line, i) => ({ ...(JSON.parse(line) as Incident), rulesVersion: i % 3 === 0 ? 'old' : 'new' }));
  const causesOf = new Map(world.labels.flatMap(({ alertIds, causes }) => alertIds.map((id) => [id, causes] as const)));
  known = incidents.map((incident, i) => ({ incident, words: wordsOf(incident, incident.alerts.flatMap(({ id }) => causesOf.get(id) ?? []), i) }));

  // an id that an incident had before, whose last revision says where it went
  const merged = known.flatMap(({ incident }) => incident.alerts.slice(1, 2).map(({ id }): Incident => ({ ...incident, id: incidentId(id), status: 'merged', mergedInto: incident.id })));
  const feedback = known.flatMap(({ words }) => words.map(({ of, ...word }): Feedback => ({ ...word, incidentId: of, by: 'ada' })));
  const topic = (name: string, length: number) => ({ topic: `culprit.${name}.v1`, partition: 0, first: 0, last: length - 1 });
  const all = [...incidents, ...merged].map((incident, offset) => ({ offset, incident }));
  await store.write({ range: topic('incidents', all.length), incidents: all });
  await store.write({ range: topic('changes', changes.size), changes: [...changes.values()] });
  // twice, and the last first: what is said again counts once
  await store.write({ range: topic('feedback', feedback.length), feedback: [...feedback].reverse() });
  await store.write({ range: topic('feedback', feedback.length), feedback });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The causes that stand at the end, sorted; empty: none did it; undefined: nobody says. */
const truthOf = (words: readonly Word[]): string[] | undefined => {
  let none = false;
  let causes: string[] = [];
  for (const { changeId, verdict } of [...words].sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1))) {
    if (changeId === undefined) [none, causes] = [true, []];
    else {
      causes = causes.filter((id) => id !== changeId);
      if (verdict === 'confirmed') [none, causes] = [false, [...causes, changeId]];
    }
  }
  return causes.length > 0 ? causes.sort() : none ? [] : undefined;
};

/** Where people say nothing: what was undone of what is over, but for what they say it was not; sorted. */
const undoneOf = ({ status, undone = [] }: Incident, words: readonly Word[]): NonNullable<Incident['undone']> => {
  const last = new Map([...words].sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1)).map(({ changeId, verdict }) => [changeId, verdict]));
  return status !== 'resolved' ? [] : undone.filter(({ changeId }) => last.get(changeId) !== 'dismissed').sort((a, b) => (a.changeId < b.changeId ? -1 : 1));
};

const groupsOf = { all: () => 'all', 'alert-class': ({ alerts }: Incident) => alerts[0]?.class ?? '', 'rules-version': ({ rulesVersion }: Incident) => rulesVersion, label: () => 'confirmed',
  source: (_: Incident, [cause]: readonly string[]) => (cause === undefined ? 'no change' : changes.get(cause)?.source.provider ?? ''),
  'change-kind': (_: Incident, [cause]: readonly string[]) => (cause === undefined ? 'no change' : changes.get(cause)?.kind ?? '') } satisfies Record<AccuracyDimension, (incident: Incident, causes: readonly string[]) => string>;

/** 95 % of Wilson, as the textbook has it. */
const wilson = (hits: number, n: number): [number, number] => {
  if (n === 0) return [0, 1];
  const [z, p] = [1.959964, hits / n];
  const [middle, margin] = [p + (z * z) / (2 * n), z * Math.sqrt((p * (1 - p) + (z * z) / (4 * n)) / n)];
  return [(middle - margin) / (1 + (z * z) / n), (middle + margin) / (1 + (z * z) / n)];
};

const byHand = (by: AccuracyDimension, { from = '', to = '~' }: { from?: string; to?: string } = {}): AccuracyRow[] => {
  const groups = new Map<string, { ranks: number[]; silent: boolean[]; causeless: boolean[]; named: boolean[]; weak: number }>();
  for (const { incident, words } of known) {
    const said = truthOf(words);
    const undone = said === undefined ? undoneOf(incident, words) : [];
    const truth = said ?? undone.map(({ changeId }) => changeId);
    if ((said === undefined && undone.length === 0) || incident.openedAt < from || incident.openedAt >= to) continue;
    const name = by === 'label' && said === undefined ? 'weak' : groupsOf[by](incident, truth);
    const group = groups.get(name) ?? { ranks: [], silent: [], causeless: [], named: [], weak: 0 };
    groups.set(name, group);
    if (said === undefined) group.weak += 1;
    if (truth.length > 0) group.ranks.push(incident.suspects.find(({ changeIds }) => changeIds.some((id) => truth.includes(id)))?.rank ?? 0);
    if (incident.suspects.length === 0) group.silent.push(truth.length === 0);
    else group.named.push(truth.length > 0 && incident.suspects.find(({ rank }) => rank === 1)?.changeIds.some((id) => truth.includes(id)) === true);
    if (truth.length === 0) group.causeless.push(incident.suspects.length === 0);
  }
  return [...groups].map(([group, { ranks, silent, causeless, named, weak }]) => {
    const n = ranks.length;
    const right = (of: readonly boolean[]): number => of.filter(Boolean).length;
    const share = (test: (rank: number) => boolean): number => (n === 0 ? 0 : ranks.filter(test).length / n);
    const [hitAt1Low, hitAt1High] = wilson(ranks.filter((rank) => rank === 1).length, n);
    return {
      group, labels: n, weakLabels: weak, hitAt1: share((rank) => rank === 1), hitAt1Low, hitAt1High, hitAt3: share((rank) => rank > 0 && rank <= 3),
      meanReciprocalRank: n === 0 ? 0 : ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 / rank : 0), 0) / n,
      ...(silent.length === 0 ? {} : { noSuspectPrecision: right(silent) / silent.length }),
      noChangeLabels: causeless.length, useful: (right(named) + right(silent)) / (named.length + silent.length),
      ...(causeless.length === 0 ? {} : { noSuspectRecall: right(causeless) / causeless.length }), ...(named.length === 0 ? {} : { suspectPrecision: right(named) / named.length }),
    };
  }).sort((a, b) => b.labels - a.labels || (a.group < b.group ? -1 : 1));
};

/** Sums of shares come out of the store in another order. */
const rounded = (rows: readonly AccuracyRow[]): unknown[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Math.round(value * 1e9) / 1e9 + 0 : value])));

describe('the accuracy query over generated incidents', () => {
  it('has something to count: hits, misses, and nothing that did it', () => {
    const [all] = byHand('all');
    expect(all?.labels).toBeGreaterThan(60);
    expect(all?.hitAt1).toBeGreaterThan(0.2);
    expect(all?.hitAt1).toBeLessThan(all?.hitAt3 ?? 0);
    expect(all?.hitAt3).toBeLessThan(1);
    expect(all?.noSuspectPrecision).toBeLessThan(1);
    expect(all?.noSuspectRecall).toBeLessThan(1);
    expect(all?.weakLabels).toBeGreaterThan(0);
    for (const by of ['source', 'change-kind', 'alert-class', 'rules-version'] as const) expect(byHand(by).length).toBeGreaterThan(1);
  });

  it.each(['all', 'source', 'change-kind', 'alert-class', 'rules-version', 'label'] as const)('is what is worked out by hand, by %s', async (by) => {
    expect(rounded(await store.accuracy({ by }))).toEqual(rounded(byHand(by)));
  });

  it('counts what opened at or after the one instant and before the other', async () => {
    const times = known.map(({ incident }) => incident.openedAt).sort();
    const [from, to] = [times[Math.floor(times.length / 3)] ?? '', times[Math.floor((2 * times.length) / 3)] ?? ''];
    for (const window of [{ from }, { to }, { from, to }]) {
      for (const by of ['all', 'change-kind'] as const) expect(rounded(await store.accuracy({ by, ...window }))).toEqual(rounded(byHand(by, window)));
    }
    // a bound is an instant: the incident that opened then is in the later part, and in no other
    const parts = [...byHand('all', { to }), ...byHand('all', { from: to })].map(({ labels }) => labels);
    expect(parts.reduce((sum, labels) => sum + labels, 0)).toBe(byHand('all')[0]?.labels);
    expect(await store.accuracy({ by: 'all', from: later(times.at(-1) ?? '', 1) })).toEqual([]);
    expect(await store.accuracy({ by: 'all', from, to: from })).toEqual([]);
  });
});

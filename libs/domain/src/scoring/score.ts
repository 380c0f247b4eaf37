import type { Candidate } from '../correlation/candidates.js';
import type { Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import type { Reason } from '../events/incident.js';
import { compareText } from '../events/canonical.js';
import { millis } from '../events/time.js';
import { round6 } from './round.js';
import { signals } from './signals/index.js';

/** What a signal may look at: one candidate, seen from one incident. */
export interface Evidence {
  readonly candidate: Candidate;
  readonly group: Group;
  /** Services with an alert in the incident. */
  readonly alerting: ReadonlySet<string>;
  /** How much the alerts of each of these say, 0 to 1: what alerts every hour says little. */
  readonly says: ReadonlyMap<string, number>;
  /** What the alerts' labels and titles say, for a few of them. */
  readonly mentions: readonly string[];
  /** Who the candidate's service calls. */
  readonly callees: readonly string[];
  readonly score: Rules['score'];
  readonly fold: Rules['fold'];
}

/** One thing to weigh: its log-odds and the sentence that says why, or nothing where it has nothing to say. */
export interface Signal {
  readonly name: string;
  weigh(evidence: Evidence): { contribution: number; sentence: string } | undefined;
}

export interface Weighed {
  readonly candidate: Candidate;
  readonly reasons: readonly Reason[];
  readonly logOdds: number;
  readonly probability: number;
}

export interface Verdict {
  /** Most probable first. */
  readonly ranked: readonly Weighed[];
  readonly noChange: number;
  /** What it competes with: as of `Weighed.logOdds`. */
  readonly noChangeLogOdds: number;
}

/** The reasons for and against one candidate, strongest first. */
const reasonsOf = (evidence: Evidence): Reason[] =>
  signals
    .flatMap((signal) => {
      const said = signal.weigh(evidence);
      return said === undefined ? [] : [{ signal: signal.name, contribution: round6(said.contribution), sentence: said.sentence }];
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || compareText(a.signal, b.signal));

/** What the most telling alert of each service says; `half` earlier ones of its fingerprint halve it. */
const saidBy = (group: Group, half: number): Map<string, number> => {
  const says = new Map<string, number>();
  const seen = new Set<string>();
  for (const { episode, services } of group.members) {
    if (seen.has(episode.fingerprint)) continue;
    seen.add(episode.fingerprint);
    const value = 1 / (1 + episode.earlier / half);
    for (const service of services) says.set(service, Math.max(value, says.get(service) ?? 0));
  }
  return says;
};

const MOST_READ = 10;

type Summed = Omit<Weighed, 'probability'>;

const timeOf = ({ reasons }: Summed): number => reasons.find((r) => r.signal === 'time')?.contribution ?? 0;

/**
 * Where much is changed some change is always near, and none is a surprise. What the changes of the last hours would weigh whenever they had been
 * made, in log-odds for "no change did this".
 */
const crowd = (group: Group, weighed: readonly Summed[], { crowd: { window, floor } }: Rules['score']): number => {
  const [first] = group.members;
  if (first === undefined) return 0;
  const from = millis(first.episode.startsAt) - window;
  const odds = weighed.reduce((sum, w) => sum + (w.candidate.effectiveAt < from ? 0 : Math.exp(w.logOdds - timeOf(w))), 0);
  return Math.log1p(odds / floor);
};

/**
 * Additive log-odds: what each signal contributes is summed for every candidate, and "no change did this" competes with them.
 * `calleesOf` gives who a service calls as of the incident.
 */
export const weigh = (group: Group, candidates: readonly Candidate[], calleesOf: (service: string) => readonly string[], rules: Rules): Verdict => {
  const alerting = new Set(group.members.flatMap((m) => m.services));
  const says = saidBy(group, rules.score.habit.half);
  const mentions = group.members.slice(0, MOST_READ).flatMap(({ episode: { first } }) => [first.title, ...Object.values(first.labels)]);
  const weighed = candidates.map((candidate) => {
    const reasons = reasonsOf({
      candidate, group, alerting, says, mentions, score: rules.score, fold: rules.fold,
      callees: candidate.service === undefined ? [] : calleesOf(candidate.service),
    });
    return { candidate, reasons, logOdds: round6(reasons.reduce((sum, r) => sum + r.contribution, 0)) };
  });
  weighed.sort((a, b) => b.logOdds - a.logOdds || b.candidate.effectiveAt - a.candidate.effectiveAt || compareText(a.candidate.changes[0].id, b.candidate.changes[0].id) || compareText(a.candidate.service ?? '', b.candidate.service ?? ''));
  const noChange = round6(rules.score.noChange + crowd(group, weighed, rules.score));
  const top = Math.max(noChange, weighed[0]?.logOdds ?? Number.NEGATIVE_INFINITY);
  const odds = weighed.map((w) => Math.exp(w.logOdds - top));
  const none = Math.exp(noChange - top);
  const total = odds.reduce((sum, o) => sum + o, none);
  return { ranked: weighed.map((w, i) => ({ ...w, probability: round6((odds[i] ?? 0) / total) })), noChange: round6(none / total), noChangeLogOdds: noChange };
};

import type { Candidate } from '../correlation/candidates.js';
import type { Group } from '../correlation/membership.js';
import type { Rules } from '../correlation/rules.js';
import type { Reason } from '../events/incident.js';
import { compareText } from '../events/canonical.js';
import { round6 } from './round.js';
import { signals } from './signals/index.js';

/** What a signal may look at: one candidate, seen from one incident. */
export interface Evidence {
  readonly candidate: Candidate;
  readonly group: Group;
  /** Services with an alert in the incident. */
  readonly alerting: ReadonlySet<string>;
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
}

/** The reasons for and against one candidate, strongest first. */
const reasonsOf = (evidence: Evidence): Reason[] =>
  signals
    .flatMap((signal) => {
      const said = signal.weigh(evidence);
      return said === undefined ? [] : [{ signal: signal.name, contribution: round6(said.contribution), sentence: said.sentence }];
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || compareText(a.signal, b.signal));

/**
 * Additive log-odds: what each signal contributes is summed for every candidate, and "no change did this" competes with them.
 * `calleesOf` gives who a service calls as of the incident.
 */
export const weigh = (group: Group, candidates: readonly Candidate[], calleesOf: (service: string) => readonly string[], rules: Rules): Verdict => {
  const alerting = new Set(group.members.flatMap((m) => m.services));
  const weighed = candidates.map((candidate) => {
    const reasons = reasonsOf({
      candidate, group, alerting, score: rules.score, fold: rules.fold,
      callees: candidate.service === undefined ? [] : calleesOf(candidate.service),
    });
    return { candidate, reasons, logOdds: round6(reasons.reduce((sum, r) => sum + r.contribution, 0)) };
  });
  weighed.sort((a, b) => b.logOdds - a.logOdds || compareText(a.candidate.changes[0].id, b.candidate.changes[0].id) || compareText(a.candidate.service ?? '', b.candidate.service ?? ''));
  const top = Math.max(rules.score.noChange, weighed[0]?.logOdds ?? Number.NEGATIVE_INFINITY);
  const odds = weighed.map((w) => Math.exp(w.logOdds - top));
  const none = Math.exp(rules.score.noChange - top);
  const total = odds.reduce((sum, o) => sum + o, none);
  return { ranked: weighed.map((w, i) => ({ ...w, probability: round6((odds[i] ?? 0) / total) })), noChange: round6(none / total) };
};

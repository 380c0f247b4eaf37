import { compareText } from '../events/canonical.js';
import type { Reason } from '../events/incident.js';
import { round6 } from './round.js';
import type { Evidence, PlaceEvidence } from './signal.js';
import { ofBoth, ofChange, ofPlace } from './signals/index.js';
import { time } from './signals/time.js';

interface Sayer<E> {
  readonly name: string;
  weigh(evidence: E): number | undefined;
  say(evidence: E): string;
}

const said = <E>(signals: readonly Sayer<E>[], evidence: E): Reason[] =>
  signals.flatMap((signal) => {
    const contribution = signal.weigh(evidence);
    return contribution === undefined ? [] : [{ signal: signal.name, contribution: round6(contribution), sentence: signal.say(evidence) }];
  });

/** The reasons for and against one candidate, strongest first. */
export const reasonsOf = (place: PlaceEvidence, evidence: Evidence): Reason[] =>
  [...said(ofPlace, place), ...said(ofChange, { changes: evidence.candidate.changes, score: evidence.score }), ...said([time, ...ofBoth], evidence)].sort(
    (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || compareText(a.signal, b.signal),
  );

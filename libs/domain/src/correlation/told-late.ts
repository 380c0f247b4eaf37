import { compareText } from '../events/canonical.js';
import type { Change } from '../events/change.js';
import { type Candidate, inScope, type Surroundings, windowOf } from './candidates.js';
import { type Explained, type Explanations, isLedTo } from './explained.js';
import type { Group } from './membership.js';
import type { Placed } from './placed.js';
import type { Rules } from './rules.js';
import { EMPTY_RUN } from './run.js';

/** Status pages tell of an incident when somebody gets to it: what they say began after the alerts may have begun before. */
export const isLate = ({ kind }: Pick<Change, 'kind'>): boolean => kind === 'third-party';

/** Suspects are final after a while. ms */
const lateBy = ({ toldLate, settledAfter }: Rules['fold']): number => Math.min(toldLate, settledAfter);

/** Whether it may have caused an incident that opened before it, ms. */
export const isToldLate = ({ change, occurredAt }: Placed, opened: number, fold: Rules['fold']): boolean => isLate(change) && occurredAt > opened + fold.skew && occurredAt <= opened + lateBy(fold);

/** What others say began shortly after the incident opened, and may have opened it. Where a known call leads, or of a place that alerts. */
export const toldLateCandidates = (group: Group, found: Explanations, everything: readonly [Explained], around: Surroundings): Candidate[] => {
  const { environment, changes, rules } = around;
  const early = windowOf(group, { environment, rules });
  const opened = early.to - rules.fold.skew;
  const window = { ...early, from: early.to + 1, to: opened + lateBy(rules.fold) };
  if (window.to < window.from) return [];
  const candidate = (service: string | undefined, { change, occurredAt }: Placed, explained: Candidate['explained']): Candidate =>
    ({ service, changes: [change], explained, reached: explained, effectiveAt: opened, unseen: undefined, onset: opened, alone: undefined, known: EMPTY_RUN, toldAfter: occurredAt - opened });

  const told = changes.late(window).filter((placed) => isToldLate(placed, opened, rules.fold));
  const ofServices = told.flatMap((placed) => placed.services.flatMap((service): Candidate[] => {
    const explained = found.of(service);
    return explained !== undefined && isLedTo(explained[0]) ? [candidate(service, placed, explained)] : [];
  }));
  const ofPlaces = changes.scoped(window).filter((placed) => isToldLate(placed, opened, rules.fold) && inScope(placed.change, group.members, around)).map((placed) => candidate(undefined, placed, everything));
  return [...ofServices, ...ofPlaces].sort((a, b) => compareText(a.changes[0].occurredAt, b.changes[0].occurredAt) || compareText(a.changes[0].id, b.changes[0].id) || compareText(a.service ?? '', b.service ?? ''));
};

/** Until when that may be said to have begun, ms. */
export const toldUntil = (opened: number, fold: Rules['fold']): number => opened + Math.max(fold.skew, lateBy(fold));

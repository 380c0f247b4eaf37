import { millis } from '../events/time.js';
import { lastOnset } from './later.js';
import type { Group } from './membership.js';
import { isBetween, type Placed } from './placed.js';
import type { Rules } from './rules.js';
import { mayEnd, sinceSpan, type Span } from './since.js';
import { isLate, toldUntil } from './told-late.js';

/** When something must have been changed for an incident to say anything of it, ms. */
export interface Spans {
  /** What may have caused some of its alerts, and what that may be a step of. */
  readonly causes: Span;
  /** What may have ended some. */
  readonly ends: Span;
  /** What is told late, and may have begun before. */
  readonly late: Span;
  /** All of these, and what is between. */
  readonly whole: Span;
}

export const spansOf = (group: Group, fold: Rules['fold']): Spans => {
  const { members } = group;
  const opened = millis(members[0]?.episode.startsAt ?? '');
  const causes = { from: opened - Math.max(fold.lookback, fold.linked), to: Math.max(opened, lastOnset(members, fold)) + fold.skew };
  const [ends, late] = [sinceSpan(group, fold), { from: opened, to: toldUntil(opened, fold) }];
  return { causes, ends, late, whole: { from: causes.from, to: Math.max(causes.to, ends.to, late.to) } };
};

/** Whether an incident may say anything of what was changed, by when that was and what it is: false is sure. */
export const mayTell = ({ causes, ends, late }: Spans, placed: Placed): boolean =>
  isBetween(placed, causes.from, causes.to) || (mayEnd(placed.change) && isBetween(placed, ends.from, ends.to)) || (isLate(placed.change) && isBetween(placed, late.from, late.to));

import { chance } from '../generate/chance.ts';
import type { Outcome } from './measure.ts';

const RESAMPLES = 2000;

/** Of each case that a change caused, how often it was right first, over all seeds. */
export const rightFirst = (all: readonly Outcome[]): Map<string, number> => {
  const found = new Map<string, number[]>();
  for (const { name, caused, rank } of all) if (caused) found.set(name, [...(found.get(name) ?? []), rank === 1 ? 1 : 0]);
  return new Map([...found].map(([name, right]) => [name, right.reduce((sum, r) => sum + r, 0) / right.length]));
};

/** The 95 % interval of a mean over cases, cases drawn again with the same numbers every time. */
export const interval = (values: readonly number[]): [number, number] => {
  if (values.length === 0) return [Number.NaN, Number.NaN];
  const draw = chance('bootstrap');
  const means = Array.from({ length: RESAMPLES }, () => values.reduce((sum) => sum + draw.one(values), 0) / values.length).sort((a, b) => a - b);
  return [means[Math.floor(RESAMPLES * 0.025)] ?? 0, means[Math.floor(RESAMPLES * 0.975)] ?? 0];
};

/** The difference in top-1, case by case: ours less theirs. */
export const paired = (ours: readonly Outcome[], theirs: readonly Outcome[]): [number, number] => {
  const other = rightFirst(theirs);
  return interval([...rightFirst(ours)].map(([name, right]) => right - (other.get(name) ?? 0)));
};

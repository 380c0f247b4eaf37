import { kindClasses } from '../correlation/kind-class.js';
import type { Rules } from '../correlation/rules.js';

/** What is changed in reach of the alerts, whatever it is. */
export interface Crowd {
  /** Goes on to the changes of a place that weighs so much; `expected`: so many are made there, whatever was. */
  at(place: number, expected: number): void;
  /** A change there of one of `kindClasses`, so many ms before what it may have caused. */
  note(ago: number, sort: number): void;
  /** By how much "no change did this" is likelier than where nothing is changed. */
  logOdds(): number;
}

/** Over less no rate is measured. ms */
const LEAST = 60_000;

/**
 * How surprising it is that a change is near: each one made within the window counts, by what it weighs for its place alone; only by what it is above
 * all these together is one suspected. None lowers it, and what is older counts for nothing. The floor stands for all that nobody sees: so what is
 * unlikely for its place stays so, though it be the only one. Where no more than the newest of a sort are known, they tell its rate by how far they reach.
 */
export const crowdOf = ({ candidates: { newest }, score: { crowd: { window, floor } } }: Rules): Crowd => {
  let sum = 0;
  let weight = 0;
  let expected = 0;
  const lately = new Float64Array(kindClasses.length);
  const longestAgo = new Float64Array(kindClasses.length);
  const leave = (): void => {
    let rate = expected;
    for (let sort = 0; sort < lately.length; sort++) {
      const count = lately[sort] as number;
      rate += count < newest ? count : count * (window / Math.max(LEAST, longestAgo[sort] as number));
      lately[sort] = longestAgo[sort] = 0;
    }
    sum += rate * weight;
  };
  return {
    at: (place, counted) => {
      leave();
      weight = Math.exp(place);
      expected = counted;
    },
    note: (ago, sort) => {
      if (ago > window) return;
      lately[sort] = (lately[sort] as number) + 1;
      if (ago > (longestAgo[sort] as number)) longestAgo[sort] = ago;
    },
    logOdds: () => {
      leave();
      weight = 0;
      return Math.log((floor + sum) / (floor + 1));
    },
  };
};

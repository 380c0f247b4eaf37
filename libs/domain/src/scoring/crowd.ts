import type { Rules } from '../correlation/rules.js';

/** What is changed in reach of the alerts, whatever it is. */
export interface Crowd {
  /** Goes on to the changes of a place that weighs so much. */
  at(place: number): void;
  /** A change there, so many ms before the opening. */
  note(ago: number): void;
  /** By how much "no change did this" is likelier than where this one change is near and weighs nothing for its place. */
  logOdds(): number;
}

/** Over less no rate is measured. ms */
const LEAST = 60_000;

/**
 * How surprising it is that a change is near: how many are made over the window, times what one of them weighs for its place alone, on average. Only by
 * what it is above that a change is suspected. Where no more than the newest of a service are known, they tell its rate by how far they reach.
 */
export const crowdOf = ({ candidates: { newest }, score: { crowd: { window, floor } } }: Rules): Crowd => {
  let rate = 0;
  let changes = 0;
  let weights = 0;
  let here = 0;
  let weight = 0;
  let lately = 0;
  let longestAgo = 0;
  const leave = (): void => {
    changes += here;
    weights += here * weight;
    rate += lately < newest ? lately : lately * (window / Math.max(LEAST, longestAgo));
    here = lately = longestAgo = 0;
  };
  return {
    at: (place) => {
      leave();
      weight = Math.exp(place);
    },
    note: (ago) => {
      here += 1;
      if (ago > window) return;
      lately += 1;
      if (ago > longestAgo) longestAgo = ago;
    },
    logOdds: () => {
      leave();
      const usual = changes === 0 ? 0 : weights / changes;
      return Math.log(((usual + floor) / (1 + floor)) * ((1 + rate) / 2));
    },
  };
};

import { type Wish, generate } from '../generate/generate.ts';
import type { SizeName } from '../generate/parameters.ts';
import type { Timeline } from './timeline.ts';

const lagOf = (seconds: number | undefined): string => (seconds === undefined ? '-' : seconds <= 900 ? '≤ 15 min' : seconds <= 7200 ? '≤ 2 h' : '> 2 h');

/** A generated fleet as a timeline. */
export const synthetic = (size: SizeName, wish: Wish = {}): Timeline => {
  const { lines, labels, serviceOf } = generate(size, wish);
  return {
    name: `${size}/${JSON.stringify(wish)}`, lines, serviceOf,
    cases: labels.map(({ name, alertIds, causes, kind, hops, silent, lagSeconds, undone }) => ({
      name, alertIds, causes, slices: { kind, hops: String(hops), silent: silent ? 'yes' : 'no', lag: lagOf(lagSeconds), undone: undone ? 'yes' : 'no' },
    })),
  };
};

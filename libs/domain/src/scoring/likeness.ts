import type { Change } from '../events/change.js';
import type { Signal } from './signal.js';
import { ofBoth } from './signals/index.js';

/** What changes by themselves have in common that weigh the same in one place: a few for millions of changes. */
export interface Likeness {
  readonly signals: readonly Signal[];
  /** In which place they were weighed last, and what they weigh there, in millionths of log-odds: written over by the next. */
  site: number;
  micros: number;
}

/** Who looks at each change by itself, but for time. */
export interface Lookers {
  readonly signals: readonly Signal[];
  /** Whether any of them is to be asked whatever the change is (`Signal.onlyOf`). */
  readonly asks: boolean;
}

const isAlike = (signal: Signal): signal is Signal & Required<Pick<Signal, 'looksAt'>> => signal.looksAt !== undefined;
const alike = ofBoth.filter(isAlike);
const each = ofBoth.filter((signal) => !isAlike(signal));

const isSilent = (signal: Signal, change: Change, names: readonly string[]): boolean => signal.isSilentOn?.(change, names) === true;

/** By what each of `alike` looks at, one after the other; undefined: it is silent. */
interface Branch {
  readonly next: Map<string | undefined, Branch>;
  likeness: Likeness | undefined;
}
const branch = (): Branch => ({ next: new Map(), likeness: undefined });

/** Gives changes that are alike the same object. */
export const createLikenesses = (): ((change: Change, names: readonly string[]) => Likeness) => {
  const root = branch();
  return (change, names) => {
    let at = root;
    for (const signal of alike) {
      const seen = isSilent(signal, change, names) ? undefined : signal.looksAt(change);
      let next = at.next.get(seen);
      if (next === undefined) at.next.set(seen, (next = branch()));
      at = next;
    }
    return (at.likeness ??= { signals: alike.filter((signal) => !isSilent(signal, change, names)), site: -1, micros: 0 });
  };
};

const known: (Lookers | undefined)[] = [];

export const lookersOf = (change: Change, names: readonly string[]): Lookers => {
  let who = 0;
  for (let i = 0; i < each.length; i += 1) if (!isSilent(each[i] as Signal, change, names)) who |= 1 << i;
  return (known[who] ??= lookers(each.filter((_, i) => (who & (1 << i)) !== 0)));
};

const lookers = (signals: readonly Signal[]): Lookers => ({ signals, asks: signals.some(({ onlyOf }) => onlyOf === undefined) });

/** Of changes that are one candidate together every signal is asked. */
export const EVERYBODY: Lookers = lookers(ofBoth);

import type { Clock } from '@culprit/ports';

export interface Remembering<T> {
  readonly clock: Clock;
  /** How long an answer holds, ms. */
  readonly holds: (answer: T) => number;
  /** How much of the room it takes. */
  readonly weight: (answer: T) => number;
  readonly room: number;
}

interface Kept<T> {
  readonly answer: Promise<T>;
  /** Undefined while it is being asked. */
  until: number | undefined;
  weight: number;
}

/** Answers by key: asked once for all who wait, kept as long as they hold, those that nobody asked for longest let go first. `ask` never rejects. */
export const remembered = <T>({ clock, holds, weight, room }: Remembering<T>) => {
  const kept = new Map<string, Kept<T>>();
  let taken = 0;
  const drop = (key: string, one: Kept<T>): void => {
    if (kept.get(key) !== one) return;
    kept.delete(key);
    taken -= one.weight;
  };
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && (known.until === undefined || known.until > clock.now())) {
      kept.delete(key);
      kept.set(key, known);
      return known.answer;
    }
    if (known !== undefined) drop(key, known);
    const one: Kept<T> = { answer: ask(), until: undefined, weight: 0 };
    kept.set(key, one);
    void one.answer.then((answer) => {
      one.until = clock.now() + holds(answer);
      one.weight = weight(answer);
      taken += one.weight;
      for (const [other, old] of kept) {
        if (taken <= room) break;
        if (old.until !== undefined) drop(other, old);
      }
    }, () => drop(key, one));
    return one.answer;
  };
};

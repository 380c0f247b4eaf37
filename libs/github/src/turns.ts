/** Lets so many work at once and so many wait; who comes when the waiting room is full is told so. */
export const turns = (atOnce: number, waiting: number) => {
  const queue: (() => void)[] = [];
  let working = 0;
  return {
    full: (): boolean => working >= atOnce && queue.length >= waiting,
    take: async <T>(work: () => Promise<T>): Promise<T> => {
      if (working >= atOnce) await new Promise<void>((resolve) => void queue.push(resolve));
      else working++;
      try {
        return await work();
      } finally {
        // the place goes to the next, or is free
        const next = queue.shift();
        if (next === undefined) working--;
        else next();
      }
    },
  };
};
export type Turns = ReturnType<typeof turns>;

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Rejects with `error()` when `promise` takes longer than `ms`. */
export const within = <T>(ms: number, promise: Promise<T>, error: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

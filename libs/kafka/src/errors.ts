export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const [MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE] = [10, 18];

/** The broker takes less than we do: its limit, or the topic's, is below ours. */
export const isTooLarge = (error: unknown): boolean => {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && (at.code === MESSAGE_TOO_LARGE || at.code === RECORD_LIST_TOO_LARGE)) return true;
  }
  return false;
};

/** Rejects with `error()` when `promise` takes longer than `ms`. */
export const within = <T>(ms: number, promise: Promise<T>, error: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error()), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

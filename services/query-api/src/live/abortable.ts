/** The generator that `make` gives, ended at once by `return`: a plain one would first wait for what it is waiting for. */
export const abortable = async <T>(make: (signal: AbortSignal) => Promise<AsyncGenerator<T>>): Promise<AsyncIterableIterator<T>> => {
  const ended = new AbortController();
  const items = await make(ended.signal);
  const iterator: AsyncIterableIterator<T> = {
    next: () => items.next(),
    return: () => {
      ended.abort();
      return items.return(undefined);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};

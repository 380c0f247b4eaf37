export interface Watchdog {
  /** Something came: the clock starts anew. */
  seen(): void;
  /** We are busy ourselves: the other side's silence means nothing until `seen`. */
  rest(): void;
}

export class Silent extends Error {
  override readonly name = 'Silent';
  constructor(ms: number) {
    super(`the stream was silent for ${ms / 1000} s`);
  }
}

/** Runs `work` with a signal that also aborts once nothing has been seen for `silentMs`; rejects with `Silent` then. */
export const withWatchdog = async <T>(outer: AbortSignal, silentMs: number, work: (signal: AbortSignal, dog: Watchdog) => Promise<T>): Promise<T> => {
  const own = new AbortController();
  // one timer for all that comes, as there are thousands a second: it looks how long ago the last was
  let last: number | undefined = performance.now();
  const rest = (): void => void (last = undefined);
  const seen = (): void => void (last = performance.now());
  const look = (): void => {
    const left = silentMs - (last === undefined ? 0 : performance.now() - last);
    if (left <= 0) own.abort(new Silent(silentMs));
    else timer = setTimeout(look, Math.ceil(left));
  };
  let timer = setTimeout(look, silentMs);
  try {
    return await work(AbortSignal.any([outer, own.signal]), { seen, rest });
  } catch (error) {
    throw own.signal.aborted ? own.signal.reason : error;
  } finally {
    clearTimeout(timer);
    // whatever was still open of the answer is closed
    own.abort();
  }
};

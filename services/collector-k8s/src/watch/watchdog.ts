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
  let timer: NodeJS.Timeout | undefined;
  const rest = (): void => clearTimeout(timer);
  const seen = (): void => {
    rest();
    timer = setTimeout(() => own.abort(new Silent(silentMs)), silentMs);
  };
  seen();
  try {
    return await work(AbortSignal.any([outer, own.signal]), { seen, rest });
  } catch (error) {
    throw own.signal.aborted ? own.signal.reason : error;
  } finally {
    rest();
    // whatever was still open of the answer is closed
    own.abort();
  }
};

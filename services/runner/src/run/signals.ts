/** npm passes on a Ctrl-C that the terminal has already sent to everybody: two that come together are one. */
const TOGETHER_MS = 500;

/** Resolves with the first SIGTERM or SIGINT; a second one ends the process at once. */
export const untilSignal = (process: NodeJS.Process): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let first: number | undefined;
    const take = (signal: NodeJS.Signals) => {
      if (first === undefined) {
        first = performance.now();
        return resolve(signal);
      }
      if (performance.now() - first > TOGETHER_MS) process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.on('SIGTERM', take);
    process.on('SIGINT', take);
  });

/** Resolves with the first SIGTERM or SIGINT; a second one ends the process at once. */
export const untilSignal = (process: NodeJS.Process): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let asked = false;
    const take = (signal: NodeJS.Signals) => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', take);
    process.on('SIGINT', take);
  });

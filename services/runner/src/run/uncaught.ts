import type { Logger } from '@culprit/ports';

/** An error that nobody expected leaves us in a state that nobody knows: told, and ended, for the next start to recover. */
export const endOnUncaught = (process: NodeJS.Process, logger: Logger): void => {
  const end = (error: unknown): never => {
    logger.error('an error that nothing caught ends the process', { error });
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
};

import type { Logger } from '@culprit/ports';

/**
 * An error that nobody expected leaves us in a state that nobody knows: told, and ended, for the next start to recover. `tell`: for who cannot
 * see the log.
 */
export const endOnUncaught = (process: NodeJS.Process, logger: Logger, tell: (error: unknown) => void = () => {}): void => {
  const end = (error: unknown): never => {
    logger.error('an error that nothing caught ends the process', { error });
    tell(error);
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
};

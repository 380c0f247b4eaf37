import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@culprit/ports';

/** Nest's own lines through our logger. What resolvers throw is left out: it is logged where it is answered, with its id. */
export const nestLogger = (logger: Logger): LoggerService => ({
  log: () => {},
  debug: () => {},
  verbose: () => {},
  warn: (message: unknown, ...rest: unknown[]) => logger.warn('the web framework warns', { detail: message, context: rest.at(-1) }),
  error: (message: unknown, ...rest: unknown[]) => {
    if (rest.at(-1) === 'ExceptionsHandler') return;
    logger.error('the web framework reports an error', { detail: message, context: rest.at(-1) });
  },
});

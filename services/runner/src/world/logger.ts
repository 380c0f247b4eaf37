import type { Logger } from '@culprit/ports';
import { pino, stdSerializers, type DestinationStream, type Logger as Pino } from 'pino';
import { prettyLines } from './pretty.js';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly pretty: boolean;
  /** Where lines go; each write is one line and done when it returns, so that none is lost at exit. */
  readonly destination: DestinationStream;
}

/** One JSON object a line: time, level, service, message, and the facts beside it. */
export const openLogger = ({ level, pretty, destination }: LogOptions): Logger =>
  port(pino({
    level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: stdSerializers.err, err: stdSerializers.err, cause: stdSerializers.err },
  }, pretty ? prettyLines(destination) : destination));

const port = (logger: Pino): Logger => ({
  debug: (message, fields) => logger.debug(fields ?? {}, message),
  info: (message, fields) => logger.info(fields ?? {}, message),
  warn: (message, fields) => logger.warn(fields ?? {}, message),
  error: (message, fields) => logger.error(fields ?? {}, message),
  child: (fields) => port(logger.child(fields)),
});

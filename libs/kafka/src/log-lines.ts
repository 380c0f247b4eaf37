import type { Logger } from '@culprit/ports';
import { logLevel, type LogEntry, type logCreator } from 'kafkajs';

/** Somebody has to do something. */
const REFUSED = /authenticat|authori[sz]|certificate/i;
/** What kafkajs calls an error and then retries: groups and leaders that are being sorted out. */
const PASSING = /rebalanc|coordinator|not aware of this member|generation|leader|does not host this topic-partition|Response without match/i;
/** Away for now; we say ourselves what that means for an append or a consumer. */
const AWAY = /connect|ECONN|EPIPE|socket|broker not found|request .* timed out|Crash: KafkaJSNumberOfRetriesExceeded|lock/i;

type Level = 'debug' | 'info' | 'warn' | 'error';

/** How loud a line of kafkajs is for us. */
export const levelOf = ({ level, log }: Pick<LogEntry, 'level' | 'log'>): Level => {
  if (level === logLevel.INFO || level === logLevel.DEBUG) return 'debug';
  const text = `${log.message} ${String(log['error'] ?? '')}`;
  if (REFUSED.test(text)) return 'error';
  if (PASSING.test(text)) return 'debug';
  if (AWAY.test(text)) return 'info';
  return level === logLevel.WARN ? 'warn' : 'error';
};

/** kafkajs's lines through our logger. */
export const logLines = (logger: Logger): logCreator => () => (entry) => {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...facts } = entry.log;
  logger[levelOf(entry)]('the Kafka client reports', { said: message, part: entry.namespace, ...facts });
};

import { describe, expect, it } from '@jest/globals';
import { silentLogger, type Logger } from '@culprit/ports';
import { logLevel } from 'kafkajs';
import { levelOf, logLines } from './log-lines.js';

const line = (level: logLevel, message: string, facts: Record<string, unknown> = {}) => ({ level, log: { message, timestamp: '', ...facts } });

describe('the lines of kafkajs', () => {
  it.each([
    ['debug', line(logLevel.ERROR, '[Connection] Response Heartbeat(key: 12, version: 3)', { error: 'The group is rebalancing, so a rejoin is needed' })],
    ['debug', line(logLevel.ERROR, 'Response GroupCoordinator(key: 10, version: 2)', { error: 'The group coordinator is not available' })],
    ['debug', line(logLevel.WARN, 'The group is rebalancing, re-joining')],
    ['debug', line(logLevel.ERROR, 'The coordinator is not aware of this member, re-joining the group')],
    ['debug', line(logLevel.ERROR, 'Failed to send messages: This server is not the leader for that topic-partition')],
    ['debug', line(logLevel.INFO, 'Consumer has joined the group')],
    ['info', line(logLevel.ERROR, 'Connection error: connect ECONNREFUSED 127.0.0.1:9092')],
    ['info', line(logLevel.ERROR, 'Crash: KafkaJSNumberOfRetriesExceeded: read ECONNRESET')],
    ['error', line(logLevel.ERROR, 'SASL PLAIN authentication failed: Authentication failed: Invalid username or password')],
    ['error', line(logLevel.ERROR, 'Failed to connect to seed broker, trying another broker from the list: SASL PLAIN authentication failed')],
    ['error', line(logLevel.ERROR, 'The request included message batch larger than the configured segment size on the server')],
    ['warn', line(logLevel.WARN, 'Limiting retries for the idempotent producer may invalidate EoS guarantees')],
  ] as const)('are %s for %j', (level, entry) => {
    expect(levelOf(entry)).toBe(level);
  });

  it('come with a constant sentence and their facts', () => {
    const said: unknown[] = [];
    const logger: Logger = { ...silentLogger, error: (message, fields) => void said.push([message, fields]) };
    logLines(logger)(logLevel.INFO)({ namespace: 'Broker', label: 'ERROR', ...line(logLevel.ERROR, 'Authorization refused', { broker: 'b:1', stack: 'at ...' }) });
    expect(said).toEqual([['the Kafka client reports', { said: 'Authorization refused', part: 'Broker', broker: 'b:1' }]]);
  });
});

import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { topics } from '@culprit/domain';
import type { EventLog, LogRecord, Logger } from '@culprit/ports';

/** What can be read of a cluster, by the name in the address: what its collector has to know when it starts. */
export const readable = { 'k8s-state': topics.k8sState.name, catalog: topics.catalog.name, dependencies: topics.dependencies.name } as const;
export type Part = keyof typeof readable;

/** Whether a record of the topic was said of this cluster. */
const isOf = (name: Part, cluster: string): ((record: LogRecord) => boolean) => {
  if (name === 'k8s-state') {
    const begin = `[${JSON.stringify(cluster)},`;
    return ({ key }) => key?.startsWith(begin) === true;
  }
  const sources = [`kubernetes/${cluster}`, `kubernetes/${cluster}/`];
  return ({ value, headers }) => {
    if (value === null) return false;
    const source = decodeURI(headers['ce_source'] ?? '');
    return source === sources[0] || source.startsWith(sources[1]!);
  };
};

const lineOf = (partition: number, { offset, timestamp, key, value, headers }: LogRecord): string =>
  `${JSON.stringify({ partition, offset, timestamp, key, value: value === null ? null : value.toString('utf8'), headers })}\n`;

/** A line for each record of the cluster up to the end of now, in the order of each partition, then `{"end":true}`; without that line it was cut off. */
export const readCluster = (log: Pick<EventLog, 'read'>, name: Part, cluster: string, logger: Logger): Readable => {
  const lines = new PassThrough();
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  const is = isOf(name, cluster);
  const write = async (): Promise<void> => {
    const reader = await log.read({ topics: [readable[name]], from: 'earliest', cluster }, async ({ partition, records }) => {
      const text = records.filter(is).map((record) => lineOf(partition, record)).join('');
      if (text === '' || gone.signal.aborted || lines.write(text)) return;
      await once(lines, 'drain', { signal: gone.signal }).catch(() => undefined);
    });
    const ended = once(gone.signal, 'abort').then(() => reader.stop());
    try {
      await Promise.race([reader.caughtUp(), ended]);
    } finally {
      await reader.stop();
    }
    if (!gone.signal.aborted) lines.end('{"end":true}\n');
  };
  write().catch((error: unknown) => {
    if (gone.signal.aborted) return;
    logger.warn('What a far collector asked for could not be read to its end.', { topic: readable[name], reason: error instanceof Error ? error.message : String(error) });
    lines.destroy();
  });
  return lines;
};

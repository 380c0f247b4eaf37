import type { LogRecord, NewRecord } from '@culprit/ports';
import type { Message } from 'kafkajs';

type HeaderValue = Buffer | string | null | undefined | (Buffer | string | null)[];

interface KafkaMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined;
}

/** Of a header that was given twice the last counts. */
const headerText = (value: HeaderValue): string => {
  const one = Array.isArray(value) ? value.at(-1) : value;
  return one === null || one === undefined ? '' : one.toString();
};

export const toLogRecord = ({ offset, timestamp, key, value, headers = {} }: KafkaMessage): LogRecord => {
  const texts: Record<string, string> = {};
  for (const name in headers) texts[name] = headerText(headers[name]);
  return { offset: Number(offset), timestamp: Number(timestamp), key: key === null ? null : key.toString('utf8'), value, headers: texts };
};

/** A message of this log, told from others' by `plain`: its headers are texts, its time is when it goes out. */
export interface OwnMessage extends Message {
  readonly partition: number;
  readonly plain: true;
  readonly headers?: Record<string, string>;
}

export const toMessage = ({ key, value, headers }: NewRecord, partition: number): OwnMessage => ({
  key,
  value: value === null || typeof value === 'string' || Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  ...(headers === undefined ? {} : { headers }),
  partition,
  plain: true,
});

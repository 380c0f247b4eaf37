import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'corpus');

/** A delivery of the corpus: who receives it, with which headers, its bytes. */
export interface Sent {
  readonly file: string;
  readonly provider: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Row {
  readonly file: string;
  readonly provider: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly wrap?: 'eventbridge';
}

/** EventBridge's envelope around a CloudTrail record. */
const enveloped = (record: { eventID?: string; eventTime?: string; awsRegion?: string; recipientAccountId?: string; eventSource?: string }): object => ({
  version: '0', id: `envelope-${record.eventID ?? ''}`, 'detail-type': 'AWS API Call via CloudTrail', source: `aws.${(record.eventSource ?? '').split('.')[0] ?? ''}`,
  account: record.recipientAccountId ?? '', time: record.eventTime ?? '', region: record.awsRegion ?? '', resources: [], detail: record,
});

export const corpus = (): Sent[] =>
  (JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Row[]).map(({ file, provider, headers, wrap }) => {
    const body = readFileSync(join(folder, file));
    return { file, provider, headers, body: wrap === undefined ? body : Buffer.from(JSON.stringify(enveloped(JSON.parse(body.toString('utf8')) as object))) };
  });

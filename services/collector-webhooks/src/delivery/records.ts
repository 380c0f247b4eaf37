import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { topics, type Time } from '@culprit/domain';
import { DEFAULT_MAX_RECORD_BYTES, type NewRecord } from '@culprit/ports';

const zip = promisify(gzip);

export const STAGE = 'collector-webhooks';

/** A delivery as it is kept: whose, where it came in, when, under what name, with which headers. */
export interface Kept {
  /** `github`, `github/eu`, `v1/changes`. */
  readonly at: string;
  readonly id: string;
  readonly receivedAt: Time;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The sender's name of the delivery, or the hash of its bytes: the same when it comes again. */
export const deliveryId = (said: string, body: Buffer): string => (said === '' ? `sha256:${createHash('sha256').update(body).digest('hex')}` : said.slice(0, 200));

/** The raw delivery, so that a later parser can read it again. */
export const deliveryRecord = async (kept: Kept): Promise<NewRecord> => {
  const { value, headers } = await packed(kept.body);
  return {
    topic: topics.deliveries.name,
    partitionKey: kept.at,
    key: `${kept.at}/${kept.id}`,
    value,
    headers: { ce_specversion: '1.0', ce_id: kept.id, ce_source: encodeURI(kept.at), ce_type: 'culprit.delivery', ce_time: kept.receivedAt, ...headers, ...kept.headers },
  };
};

/** A delivery that we should have understood: its bytes, and why. The headers are those of every dead letter. */
export const deadDelivery = async (kept: Kept, reason: string): Promise<NewRecord> => {
  const { value, headers } = await packed(kept.body);
  return {
    topic: topics.dlq.name,
    partitionKey: STAGE,
    key: `${kept.at}/${kept.id}`,
    value,
    headers: {
      ...Object.fromEntries(Object.entries(kept.headers).map(([name, said]) => [`original_${name}`, said])),
      ...headers,
      dlq_reason: reason.slice(0, 2000),
      dlq_stage: STAGE,
      dlq_topic: kept.at,
      dlq_timestamp: String(Date.parse(kept.receivedAt)),
    },
  };
};

const PLAIN_MAX = 512 * 1024;
/** Room for key and headers beside the value. */
const VALUE_MAX = DEFAULT_MAX_RECORD_BYTES - 64 * 1024;

/** A body as it fits a record: plain, zipped when large, its beginning when even that is too large. */
const packed = async (body: Buffer): Promise<{ value: Buffer; headers: Record<string, string> }> => {
  if (body.length <= PLAIN_MAX) return { value: body, headers: {} };
  const zipped = await zip(body);
  if (zipped.length <= VALUE_MAX) return { value: zipped, headers: { 'content-encoding': 'gzip' } };
  return { value: body.subarray(0, VALUE_MAX), headers: { culprit_cut_from: String(body.length) } };
};

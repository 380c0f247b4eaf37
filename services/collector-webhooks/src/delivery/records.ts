import { createHash } from 'node:crypto';
import { topics, type Time } from '@culprit/domain';
import type { NewRecord } from '@culprit/ports';
import type { Packed } from './packed.js';

export const STAGE = 'collector-webhooks';

/** A delivery as it is kept: whose, where it came in, when, under what name, with which headers. */
export interface Kept {
  /** `github`, `github/eu`, `v1`. */
  readonly at: string;
  readonly id: string;
  readonly receivedAt: Time;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Packed;
}

/** Where a delivery came in, as one word: it names its order and its partition. */
export const atOf = (provider: string, endpoint: string | undefined): string => (endpoint === undefined ? provider : `${provider}/${endpoint}`);

/** The two of them again. */
export const whereOf = (at: string): { readonly provider: string; readonly endpoint: string | undefined } => {
  const slash = at.indexOf('/');
  return slash === -1 ? { provider: at, endpoint: undefined } : { provider: at.slice(0, slash), endpoint: at.slice(slash + 1) };
};

/** The sender's name of the delivery, or the hash of its bytes: the same when it comes again. */
export const deliveryId = (said: string, body: Buffer): string => (said === '' ? `sha256:${createHash('sha256').update(body).digest('hex')}` : said.slice(0, 200));

/** Which version of the mapping made the events of a delivery. */
export const PARSER_HEADER = 'culprit_parser';

/** The raw delivery, so that a later parser can read it again. */
export const deliveryRecord = ({ at, id, receivedAt, headers, body }: Kept, parser = 1): NewRecord => ({
  topic: topics.deliveries.name,
  partitionKey: at,
  key: `${at}/${id}`,
  value: body.value,
  headers: {
    ce_specversion: '1.0', ce_id: id, ce_source: encodeURI(at), ce_type: 'culprit.delivery', ce_time: receivedAt, [PARSER_HEADER]: String(parser), ...headers, ...body.headers,
  },
});

/** A delivery that we should have understood: its bytes, and why. The headers are those of every dead letter. */
export const deadDelivery = ({ at, id, receivedAt, headers, body }: Kept, reason: string): NewRecord => {
  const { 'content-encoding': encoding, ...original } = { ...headers, ...body.headers } as Record<string, string>;
  return {
    topic: topics.dlq.name,
    partitionKey: STAGE,
    key: `${at}/${id}`,
    value: body.value,
    headers: {
      ...Object.fromEntries(Object.entries(original).map(([name, said]) => [`original_${name}`, said])),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      dlq_reason: reason.slice(0, 2000),
      dlq_stage: STAGE,
      dlq_topic: at,
      dlq_timestamp: String(Date.parse(receivedAt)),
    },
  };
};

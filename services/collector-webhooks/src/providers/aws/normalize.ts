import { faults } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { arnOf } from './arn.js';
import { fromTrail } from './cloudtrail/index.js';
import { fromService } from './events/index.js';
import { fromNotice, fromText } from './message.js';
import { placeOf, timeIn, type Place } from './place.js';
import { BusEvent, Envelope, type Settings } from './schema.js';
import { confirmationAt } from './sns.js';

/** EventBridge events, messages of SNS wrapped and raw, and records of CloudTrail as its files have them. */
export const normalize = ({ headers, body, receivedAt, settings }: Delivery<Settings>): Normalized =>
  // A raw delivery says only in a header which topic it is of, and so which account and region.
  read(body, placeOf(arnOf(headers['x-amz-sns-topic-arn']) ?? {}, { receivedAt, settings }), undefined, 0);

/** A message in a message is as deep as anybody goes: a topic behind a topic, an event in an envelope. */
const DEEPEST = 4;

const read = (body: unknown, place: Place, sentAt: string | undefined, depth: number): Normalized => {
  if (depth > DEEPEST) return reject('messages within messages, deeper than anybody sends them');
  if (typeof body === 'string') return readText(body, place, sentAt, depth);
  if (Array.isArray(body)) return several(body.map((each: unknown) => read(each, place, sentAt, depth + 1)));
  if (body === null || typeof body !== 'object') return reject('neither an event nor a message');
  if ('Records' in body && Array.isArray(body.Records)) return several(body.Records.map((each: unknown) => fromRecord(each, place, depth)));
  if ('TopicArn' in body && 'Type' in body) return fromEnvelope(body, place, depth);
  if ('detail-type' in body) return fromBus(body, place);
  if ('eventSource' in body && 'eventName' in body) return fromTrail(body, place);
  const notice = fromNotice(body, place, sentAt);
  if (notice !== undefined) return notice;
  if ('Message' in body) return read(body.Message, place, sentAt, depth + 1);
  return unread(body);
};

/** Several at once are one answer: all that was said, unless something of it should have been understood and was not. */
const several = (all: readonly Normalized[]): Normalized => {
  if (all.length === 0) return reject('an empty list of events');
  const wrong = all.flatMap((each, index) => (each.is === 'reject' ? [`event ${index}: ${each.reason}`] : []));
  if (wrong.length > 0) return reject(wrong.slice(0, 20).join('; '));
  const events = all.flatMap((each) => (each.is === 'ok' ? each.events : []));
  return events.length > 0 ? ok(events) : skip([...new Set(all.flatMap((each) => (each.is === 'skip' ? [each.reason] : [])))].slice(0, 20).join('; '));
};

/** A record of a list: of SNS as Lambda passes it on, of CloudTrail as its files have it, or of a service that tells of objects, not of changes. */
const fromRecord = (record: unknown, place: Place, depth: number): Normalized => {
  if (record === null || typeof record !== 'object') return reject('a record that is no object');
  if ('Sns' in record) return fromEnvelope(record.Sns, place, depth);
  if ('eventVersion' in record && 'eventID' in record && 'userIdentity' in record) return fromTrail(record, place);
  const source = 'eventSource' in record ? record.eventSource : 'EventSource' in record ? record.EventSource : undefined;
  return typeof source === 'string' ? skip(`records of ${cut(source, 60)} tell of data, not of changes`) : reject('a record of no source');
};

const fromBus = (body: object, place: Place): Normalized => {
  const event = BusEvent.safeParse(body);
  if (!event.success) return reject(cut(faults(event.error), 500));
  const type = event.data['detail-type'];
  const there = placeOf(event.data, place);
  if (type.endsWith(' via CloudTrail')) return type === 'AWS API Call via CloudTrail' || type === 'AWS Console Action via CloudTrail' ? fromTrail(event.data.detail, there) : skip(`${cut(type, 100)}: no call that changes anything`);
  return fromService({ ...there, event: event.data, at: timeIn(event.data.time) ?? place.receivedAt });
};

const fromEnvelope = (body: unknown, place: Place, depth: number): Normalized => {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return reject(`not a message of SNS: ${cut(faults(envelope.error), 500)}`);
  const { Type: type, TopicArn: topic, Message: message, Timestamp: timestamp } = envelope.data;
  switch (type) {
    case 'SubscriptionConfirmation': return confirm(envelope.data, place.settings);
    case 'UnsubscribeConfirmation': return skip(`${cut(topic, 200)} will send nothing more: it was unsubscribed`);
    case 'Notification': {
      const arn = arnOf(topic);
      return read(message, { ...place, account: place.account ?? arn?.account, region: place.region ?? arn?.region }, timeIn(timestamp), depth + 1);
    }
  }
};

/** Only a topic that is named here is ever confirmed, and only at an address of SNS that is about that topic. */
const confirm = (envelope: Envelope, { confirm: wanted, topics }: Settings): Normalized => {
  const topic = cut(envelope.TopicArn, 200);
  if (!topics.includes(envelope.TopicArn)) return skip(`${topic} asks to confirm a subscription: it is not among settings.topics`);
  if (!wanted) return skip(`${topic} asks to confirm a subscription: settings.confirm is off; visit SubscribeURL of this delivery yourself`);
  const visit = confirmationAt(envelope);
  return visit === undefined ? reject(`${topic} asks to confirm a subscription at an address that is not SNS's`) : skip(`the subscription of ${topic} is being confirmed`, visit);
};

const readText = (text: string, place: Place, sentAt: string | undefined, depth: number): Normalized => {
  if (!/^\s*[{[]/.test(text)) return fromText(text, place, sentAt);
  try {
    return read(JSON.parse(text), place, sentAt, depth + 1);
  } catch {
    return fromText(text, place, sentAt);
  }
};

/** What AWS sends to functions and queues, and what a test button sends; it ends up here when somebody passes on everything. */
const asides: readonly (readonly [string, string])[] = [
  ['CodePipeline.job', 'a job of CodePipeline for a function, not an event'],
  ['configRuleId', 'an invocation of a rule of AWS Config, not an event'],
  ['RotationToken', 'a step of a rotation for a function: CloudTrail tells of the secret'],
  ['configurationItem', 'AWS Config: CloudTrail tells of the change, and by whom'],
  ['configurationItemSummary', 'AWS Config: CloudTrail tells of the change, and by whom'],
  ['messageType', 'AWS Config: CloudTrail tells of the change, and by whom'],
];

const unread = (body: object): Normalized => {
  const aside = asides.find(([name]) => Object.hasOwn(body, name))?.[1];
  return aside === undefined ? reject(`nothing that AWS sends: ${cut(Object.keys(body).slice(0, 10).join(', '), 200) || 'an empty object'}`) : skip(aside);
};

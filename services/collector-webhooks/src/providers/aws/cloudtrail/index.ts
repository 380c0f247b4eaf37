import { faults } from '@culprit/domain';
import { type Normalized, ok, reject, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import { consolePage, inUrl, placeOf, timeIn, type Place } from '../place.js';
import { TrailRecord } from '../schema.js';
import { changeAt } from '../statement.js';
import { wordsOf } from '../words.js';
import { toolOf, whoIn } from './actor.js';
import { diffOf } from './diff.js';
import { kindOf } from './kinds.js';
import { passedOver } from './noise.js';
import { revisedBy } from './revision.js';
import { fieldsOf, touchedBy } from './touched.js';

/** A call that changed something in an account, by the id that CloudTrail gives it everywhere. */
export const fromTrail = (body: unknown, outer: Place): Normalized => {
  const read = TrailRecord.safeParse(body);
  if (!read.success) return reject(`not a record of CloudTrail: ${cut(faults(read.error), 500)}`);
  const record = read.data;
  const service = record.eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '');
  // Lambda and CloudFront put the date of their API behind a call's name.
  const call = record.eventName.replace(/_?20\d\d_?\d\d_?\d\d(v\d)?$/, '');
  const who = whoIn(record);
  const why = passedOver(record, service, call);
  if (why !== undefined) return skip(`${cut(service, 60)} ${cut(record.eventName, 100)}${who.actor?.name ? ` by ${cut(who.actor.name, 100)}` : ''}: ${why}`);
  const at = timeIn(record.eventTime);
  if (at === undefined) return reject(`eventTime is no time: ${cut(String(record.eventTime), 60)}`);
  const place = placeOf({ account: record.recipientAccountId ?? record.userIdentity?.accountId ?? outer.account, region: record.awsRegion ?? outer.region }, outer);
  const entities = touchedBy(record, service, call);
  const { revision, identities } = revisedBy(service, record.requestParameters, record.responseElements);
  return ok([changeAt(place, {
    kind: kindOf(service, call, fieldsOf(record.requestParameters)),
    phase: 'succeeded',
    key: ['cloudtrail', record.eventID],
    title: `${wordsOf(call)} ${nameOf(entities)}`,
    at,
    entities,
    actor: who.actor,
    diff: diffOf(service, call, record.requestParameters, entities[0]),
    revision,
    identities,
    page: { title: 'CloudTrail', url: consolePage(place.region, `cloudtrailv2/home?region={region}#/events/${inUrl(record.eventID)}`) },
    attributes: {
      service, call: record.eventName, role: who.role, tool: toolOf(record), ...(who.console ? { console: true } : {}), sourceAddress: record.sourceIPAddress, arn: record.userIdentity?.arn,
    },
  })]);
};

/** The first thing that was changed, as people call it. */
const nameOf = ([first = '']: readonly string[]): string => first.slice(first.indexOf('/') + 1);

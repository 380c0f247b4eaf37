import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import { entitiesOfArn, entity } from '../arn.js';
import { entityOfId } from '../ids.js';
import { inUrl, timeIn, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const text = z.string().max(2000).nullish();
export const Event = z.object({
  eventArn: z.string().min(1).max(500), service: z.string().min(1).max(100), eventTypeCode: z.string().max(300), eventTypeCategory: z.string(), eventScopeCode: text, eventRegion: text, affectedAccount: text,
  startTime: text, endTime: text, lastUpdatedTime: text, statusCode: text,
  eventDescription: z.array(z.object({ language: text, latestDescription: z.string().nullish() })).nullish(),
  affectedEntities: z.array(z.object({ entityValue: text }).catch({})).nullish(),
});

/** What AWS itself is in trouble with, or does to what stands on it: to us a third party's change, by its ARN. */
export const fromEvent = (detail: z.output<typeof Event>, told: Told): Normalized => {
  const { service, eventTypeCode: code, eventTypeCategory: category } = detail;
  if (category !== 'issue' && category !== 'scheduledChange' && category !== 'investigation') return skip(`AWS Health ${cut(category, 60)} ${cut(code, 100)}: a notification`);
  const place = { ...told, account: detail.affectedAccount ?? told.account, region: detail.eventRegion ?? told.region };
  const began = timeIn(detail.startTime) ?? told.at;
  const ended = timeIn(detail.endTime);
  const closed = detail.statusCode === 'closed' || (ended !== undefined && ended <= told.receivedAt && category === 'issue');
  if (began > told.receivedAt && !closed) return skip(`AWS Health ${cut(code, 100)} is planned for ${began}: it has not begun`);
  const at = (closed ? ended : undefined) ?? timeIn(detail.lastUpdatedTime) ?? told.at;
  const description = detail.eventDescription?.find(({ language }) => language?.startsWith('en') ?? false)?.latestDescription ?? detail.eventDescription?.[0]?.latestDescription;
  const touched = [...(detail.affectedEntities ?? []).map(({ entityValue }) => entityValue), ...told.event.resources ?? []].flatMap((value) => {
    const byArn = entitiesOfArn(value);
    return byArn.length > 0 ? byArn : [entityOfId(value)].filter((each) => each !== undefined);
  });
  return ok([changeAt(place, {
    kind: 'third-party', phase: closed ? 'succeeded' : 'started', key: ['health', detail.eventArn], began, at,
    title: `AWS ${service}${place.region ? ` in ${place.region}` : ''}: ${code.replace(/^AWS_/, '').replace(`${service}_`, '').toLowerCase().replaceAll('_', ' ')}`,
    entities: [...touched.slice(0, 150), entity('service', `${service.toLowerCase()}${place.region ? `/${place.region}` : ''}`)],
    page: { title: 'AWS Health', url: `https://health.aws.amazon.com/health/home#/account/event-log?eventID=${inUrl(detail.eventArn)}` },
    attributes: { eventType: code, category, scope: detail.eventScopeCode, status: detail.statusCode, description },
  })]);
};

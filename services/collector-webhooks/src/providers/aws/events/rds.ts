import { factId, type AlertClass, type Time } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut, title } from '../../../provider/wording.js';
import { arnOf, entitiesOfArn, entity } from '../arn.js';
import { consolePage, environmentOf, instanceOf, inUrl, timeIn, type Place, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const text = z.string().max(2000).nullish();
export const Event = z.object({ EventCategories: z.array(z.string()).nullish(), SourceType: text, SourceArn: text, SourceIdentifier: z.string().min(1).max(400), Date: text, Message: z.string().nullish(), EventID: text });
/** The same as SNS carries it; it has no categories. */
export const Notice = z.object({ 'Event Source': z.string(), 'Event Time': text, 'Identifier Link': text, 'Source ID': z.string().min(1).max(400), 'Source ARN': text, 'Event ID': text, 'Event Message': z.string().nullish() });

interface Happened { readonly categories: readonly string[]; readonly sort: string; readonly arn: string | null | undefined; readonly name: string; readonly message: string; readonly event: string; readonly at: Time; readonly page: string }

const troubles: Readonly<Record<string, AlertClass>> = { failure: 'availability', 'low storage': 'saturation' };
const quiet = new Set(['backup', 'notification']);
/** How long trouble is believed that nothing ends: RDS has no word for "it is well again". */
const EXPIRES = 'PT1H';

/** The number says what happened where there are no categories: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const byNumber: Readonly<Record<string, string>> = {
  'RDS-EVENT-0007': 'low storage', 'RDS-EVENT-0089': 'low storage', 'RDS-EVENT-0227': 'low storage', 'RDS-EVENT-0031': 'failure', 'RDS-EVENT-0035': 'failure', 'RDS-EVENT-0036': 'failure', 'RDS-EVENT-0058': 'failure',
  'RDS-EVENT-0001': 'backup', 'RDS-EVENT-0002': 'backup', 'RDS-EVENT-0086': 'backup',
};

const happened = (place: Place, said: Happened): Normalized => {
  const kinds = said.categories.length > 0 ? said.categories.map((each) => each.toLowerCase()) : [byNumber[said.event] ?? 'event'];
  const trouble = kinds.find((each) => Object.hasOwn(troubles, each));
  if (trouble === undefined && kinds.every((each) => quiet.has(each))) return skip(`RDS ${cut(kinds.join(', '), 100)} of ${cut(said.name, 100)}: ${cut(said.message, 200)}`);
  const entities = arnOf(said.arn) === undefined ? [entity(said.sort, said.name)] : entitiesOfArn(said.arn);
  const page = { title: 'RDS', url: said.page };
  const what = `${said.name}: ${said.message || said.event}`;
  if (trouble === undefined) {
    return ok([changeAt(place, {
      kind: said.sort.includes('parameter-group') || said.sort === 'option-group' ? 'config' : 'infrastructure', phase: 'succeeded', key: ['rds', said.name, said.at, said.message], title: what, at: said.at, entities, page,
      attributes: { event: said.event, categories: kinds.join(', ') },
    })]);
  }
  const instance = instanceOf(place);
  return ok([{
    kind: 'alert',
    event: {
      id: factId('alert', 'aws', instance, 'rds', said.name, said.at, said.message),
      fingerprint: cut(`aws:${instance ?? ''}:${said.sort}/${said.name}:${trouble}`, 500),
      status: 'firing', class: troubles[trouble] ?? 'other', severity: trouble === 'failure' ? 'critical' : 'high', startsAt: said.at, expiresAfter: EXPIRES, updatedAt: said.at, observedAt: place.receivedAt,
      ...environmentOf(place), entities, title: title(what), labels: { event: cut(said.event, 100), category: trouble }, links: [page],
      source: { provider: 'aws', ...(instance === undefined ? {} : { instance }), url: page.url },
    },
  }]);
};

const sortOf = (type: string): string => {
  const sort = type.toLowerCase().replaceAll(/[_ ]/g, '-');
  return { cluster: 'db-cluster', 'db-param': 'db-parameter-group', 'parameter-group': 'db-parameter-group', proxy: 'db-proxy', 'cluster-snapshot': 'db-cluster-snapshot' }[sort] ?? (/^[a-z-]{1,60}$/.test(sort) ? sort : 'db-instance');
};

export const fromEvent = (detail: z.output<typeof Event>, told: Told): Normalized => happened(told, {
  categories: detail.EventCategories ?? [], sort: sortOf(detail.SourceType ?? 'db-instance'), arn: detail.SourceArn ?? told.event.resources?.[0], name: detail.SourceIdentifier, message: detail.Message ?? '', event: detail.EventID ?? '',
  at: timeIn(detail.Date) ?? told.at, page: consolePage(told.region, `rds/home?region={region}#database:id=${inUrl(detail.SourceIdentifier)}`),
});

export const fromNotice = (notice: z.output<typeof Notice>, place: Place, sentAt: Time): Normalized => {
  const arn = arnOf(notice['Source ARN']);
  const there = { ...place, account: arn?.account ?? place.account, region: arn?.region ?? place.region };
  const name = notice['Source ID'];
  return happened(there, {
    // The number stands behind the address of the page that explains it.
    categories: [], sort: sortOf(notice['Event Source']), arn: notice['Source ARN'], name, message: notice['Event Message'] ?? '', event: /RDS-EVENT-\d{4}/.exec(notice['Event ID'] ?? '')?.[0] ?? '',
    at: timeIn(notice['Event Time']) ?? sentAt, page: consolePage(there.region, `rds/home?region={region}#database:id=${inUrl(name)}`),
  });
};

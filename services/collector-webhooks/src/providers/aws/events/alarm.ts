import { factId, type AlertClass, type Severity, type Time } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { classOf, cut, severityOfPriority, title } from '../../../provider/wording.js';
import { arnOf, entity } from '../arn.js';
import { consolePage, environmentOf, instanceOf, inUrl, timeIn, type Place, type Told } from '../place.js';
import { wordsOf } from '../words.js';
import { entitiesOfDimensions } from './dimensions.js';

const name = z.string().min(1).max(300);
const text = z.string().nullish();
const Metric = z.object({ metricStat: z.object({ metric: z.object({ name: text, namespace: text, dimensions: z.record(z.string(), z.unknown()).nullish() }) }).nullish().catch(undefined) }).catch({});

/** As EventBridge has it. */
export const StateChange = z.object({
  alarmName: name,
  state: z.object({ value: z.string(), reason: text, timestamp: text }),
  previousState: z.object({ value: text }).nullish().catch(undefined),
  configuration: z.object({ description: text, metrics: z.array(Metric).nullish().catch(undefined) }).nullish().catch(undefined),
  alarmTags: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

const Dimension = z.object({ name: z.string(), value: z.string() });
const TriggerMetric = z.object({ MetricName: text, Namespace: text, Dimensions: z.array(Dimension).nullish().catch(undefined) });
/** As SNS carries it. A message without a state is one that somebody made of an alarm that fires. */
export const Notice = z.object({
  AlarmName: name, AlarmDescription: text, AWSAccountId: z.union([z.string(), z.number(), z.bigint()]).nullish(), NewStateValue: text, NewStateReason: text, OldStateValue: text, StateChangeTime: text,
  Region: text, AlarmArn: z.string().max(1000).nullish(), Priority: text, MetricName: text, Namespace: text,
  Trigger: TriggerMetric.extend({ Metrics: z.array(z.object({ MetricStat: z.object({ Metric: TriggerMetric }).nullish().catch(undefined) }).catch({})).nullish().catch(undefined) }).nullish().catch(undefined),
});

interface Measured { readonly metric: string | undefined; readonly namespace: string | undefined; readonly dimensions: ReadonlyMap<string, string> }
interface Alarm {
  readonly name: string;
  readonly state: string;
  readonly was: string | undefined;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  readonly saidAt: Time | undefined;
  readonly at: Time;
  readonly measured: readonly Measured[];
  readonly tags: ReadonlyMap<string, string>;
}

const stateOf = (word: string): 'firing' | 'resolved' | undefined => (word === 'ALARM' ? 'firing' : word === 'OK' ? 'resolved' : undefined);

const changed = (place: Place, alarm: Alarm): Normalized => {
  const status = stateOf(alarm.state);
  // Nothing was measured: that neither fires nor says that all is well.
  if (status === undefined) return skip(`alarm ${cut(alarm.name, 100)} is ${cut(alarm.state, 60)}`);
  const instance = instanceOf(place);
  const metrics = alarm.measured.flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
  const dimensions = new Map(alarm.measured.flatMap(({ dimensions: each }) => [...each]).slice(0, 50));
  const url = consolePage(place.region, `cloudwatch/home?region={region}#alarmsV2:alarm/${inUrl(alarm.name)}`);
  const service = alarm.tags.get('service');
  const environment = environmentOf(place).environment ?? alarm.tags.get('environment') ?? alarm.tags.get('env');
  return ok([{
    kind: 'alert',
    event: {
      // The alarm's history in the API has the same name, state and time.
      id: factId('alert', 'aws', instance, 'alarm', alarm.name, alarm.state, alarm.saidAt ?? ''),
      fingerprint: cut(`aws:${instance ?? ''}:alarm/${alarm.name}`, 500),
      status,
      class: alarmClass(metrics, alarm),
      severity: severityOf(alarm.tags),
      ...(status === 'resolved' ? { endsAt: alarm.at } : { startsAt: alarm.at }),
      updatedAt: alarm.at,
      observedAt: place.receivedAt,
      ...(environment ? { environment: cut(environment, 300) } : {}),
      entities: [...new Set([...(service ? [`service:${cut(service, 400)}`] : []), ...entitiesOfDimensions(dimensions), entity('alarm', alarm.name)])],
      title: title(alarm.name),
      labels: Object.fromEntries(
        [...[...dimensions].map(([key, value]): [string, string] => [cut(key, 200), cut(value, 400)]), ...Object.entries({
          account: place.account, region: place.region, metric: metrics.join(', '), namespace: alarm.measured[0]?.namespace, description: alarm.description, reason: alarm.reason, was: alarm.was,
        }).flatMap(([key, value]): [string, string][] => (value ? [[key, cut(value, 1000)]] : []))],
      ),
      links: [{ title: 'CloudWatch', url }],
      source: { provider: 'aws', ...(instance === undefined ? {} : { instance }), url },
    },
  }]);
};

/** The metric says it best, in its own words; an alarm of several, its name. */
const alarmClass = (metrics: readonly string[], { name: called, description }: Alarm): AlertClass => {
  if (metrics.some((metric) => /StatusCheckFailed|HealthyHostCount/.test(metric))) return 'availability';
  const byMetric = classOf(...metrics.map((metric) => `${wordsOf(metric)} ${metric}`));
  return byMetric === 'other' ? classOf(called, wordsOf(called), description) : byMetric;
};

/** CloudWatch has no severity. Teams put one into a tag; without it an alarm is meant seriously. */
const severityOf = (tags: ReadonlyMap<string, string>): Severity => {
  const word = (tags.get('severity') ?? tags.get('priority') ?? '').toLowerCase();
  return severityOfPriority(word) ?? (word === 'critical' || word === 'medium' || word === 'low' || word === 'info' ? word : 'high');
};

const textsIn = (fields: Readonly<Record<string, unknown>> | null | undefined, key: (name: string) => string = (each) => each): Map<string, string> =>
  new Map(Object.entries(fields ?? {}).slice(0, 50).flatMap(([each, value]): [string, string][] => (typeof value === 'string' && value !== '' ? [[key(each), value]] : [])));

export const fromState = ({ alarmName, state, previousState, configuration, alarmTags }: z.output<typeof StateChange>, told: Told): Normalized => {
  const saidAt = timeIn(state.timestamp);
  return changed(told, {
    name: alarmName, state: state.value, was: previousState?.value ?? undefined, reason: state.reason ?? undefined, description: configuration?.description ?? undefined, saidAt: saidAt ?? told.at, at: saidAt ?? told.at,
    measured: (configuration?.metrics ?? []).flatMap(({ metricStat }) => (metricStat ? [{ metric: metricStat.metric.name ?? undefined, namespace: metricStat.metric.namespace ?? undefined, dimensions: textsIn(metricStat.metric.dimensions) }] : [])),
    tags: textsIn(alarmTags, (each) => each.toLowerCase()),
  });
};

const measuredBy = ({ MetricName, Namespace, Dimensions }: z.output<typeof TriggerMetric>): Measured =>
  ({ metric: MetricName ?? undefined, namespace: Namespace ?? undefined, dimensions: new Map((Dimensions ?? []).map(({ name: each, value }) => [each, value])) });

export const fromNotice = (notice: z.output<typeof Notice>, place: Place, sentAt: Time | undefined): Normalized => {
  const arn = arnOf(notice.AlarmArn);
  const saidAt = timeIn(notice.StateChangeTime) ?? sentAt;
  const there = { ...place, account: arn?.account ?? (notice.AWSAccountId ? String(notice.AWSAccountId) : place.account), region: arn?.region ?? place.region };
  const { Trigger: trigger } = notice;
  const own = trigger ?? { MetricName: notice.MetricName, Namespace: notice.Namespace, Dimensions: undefined };
  return changed(there, {
    name: notice.AlarmName, state: notice.NewStateValue ?? 'ALARM', was: notice.OldStateValue ?? undefined, reason: notice.NewStateReason ?? undefined, description: notice.AlarmDescription ?? undefined,
    saidAt, at: saidAt ?? place.receivedAt,
    measured: [measuredBy(own), ...(trigger?.Metrics ?? []).flatMap(({ MetricStat }) => (MetricStat ? [measuredBy(MetricStat.Metric)] : []))].filter(({ metric, dimensions }) => metric !== undefined || dimensions.size > 0),
    tags: new Map(notice.Priority ? [['priority', notice.Priority]] : []),
  });
};

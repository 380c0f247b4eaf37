import { factId, type ChangePhase, type Time } from '@culprit/domain';
import { z } from 'zod';
import type { Said } from '../../../provider/contract.js';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut, title } from '../../../provider/wording.js';
import { arnOf, entity } from '../arn.js';
import { consolePage, environmentOf, instanceOf, inUrl, timeIn, type Place, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const name = z.string().min(1).max(300);
const text = z.string().nullish();
export const Activity = z.object({ AutoScalingGroupName: name, ActivityId: name.nullish(), StartTime: text, EndTime: text, Cause: text, Description: text, StatusMessage: text, StatusCode: text, EC2InstanceId: z.string().max(300).nullish() });
type Activity = z.output<typeof Activity>;
/** The same as SNS carries it. */
export const Notice = Activity.extend({ Event: z.string(), AccountId: z.string().max(100).nullish(), AutoScalingGroupARN: z.string().max(1000).nullish() });
export const Refresh = z.object({ AutoScalingGroupName: name, InstanceRefreshId: name });

const pageOf = (place: Place, group: string): { title: string; url: string } => ({ title: 'Auto Scaling group', url: consolePage(place.region, `ec2/home?region={region}#AutoScalingGroupDetails:id=${inUrl(group)};view=activity`) });

/** Launching or terminating an instance; the group is what lasts. Why is in the cause: a person's call is told of by CloudTrail. */
const moved = (activity: Activity, verb: 'launch' | 'terminate', place: Place, at: Time): Said => {
  const { AutoScalingGroupName: group, ActivityId: id, EC2InstanceId: instance, Cause: cause } = activity;
  return changeAt(place, {
    kind: 'scaling', phase: 'succeeded', key: ['autoscaling', id ?? `${group} ${verb} ${instance ?? at}`], title: `${verb === 'launch' ? 'Launch' : 'Terminate'} an instance of ${group}`,
    began: timeIn(activity.StartTime), at: timeIn(activity.EndTime) ?? at,
    entities: [entity('auto-scaling-group', group)], actor: { name: 'autoscaling.amazonaws.com', kind: 'autoscaler', basis: 'sender' }, page: pageOf(place, group),
    attributes: { activity: id, instance, cause },
  });
};

/** How long a group that could not get an instance is believed to be short of it. */
const EXPIRES = 'PT1H';

const failed = (activity: Activity, verb: 'launch' | 'terminate', place: Place, sentAt: Time): Said => {
  const { AutoScalingGroupName: group, ActivityId: id, StatusMessage: message, Cause: cause } = activity;
  const at = timeIn(activity.EndTime) ?? sentAt;
  const where = instanceOf(place);
  const page = pageOf(place, group);
  return {
    kind: 'alert',
    event: {
      id: factId('alert', 'aws', where, 'autoscaling', id ?? `${group} ${verb} ${at}`),
      fingerprint: cut(`aws:${where ?? ''}:auto-scaling-group/${group}:${verb}`, 500),
      status: 'firing', class: verb === 'launch' ? 'saturation' : 'other', severity: verb === 'launch' ? 'high' : 'medium',
      startsAt: at, expiresAfter: EXPIRES, updatedAt: at, observedAt: place.receivedAt, ...environmentOf(place),
      entities: [entity('auto-scaling-group', group)],
      title: title(`${group} could not ${verb} an instance${message ? `: ${message}` : ''}`),
      labels: Object.fromEntries(Object.entries({ activity: id, status: message, cause }).flatMap(([key, value]): [string, string][] => (value ? [[key, cut(value, 1000)]] : []))),
      links: [page], source: { provider: 'aws', ...(where === undefined ? {} : { instance: where }), url: page.url },
    },
  };
};

export const launched = (activity: Activity, told: Told): Normalized => ok([moved(activity, 'launch', told, told.at)]);
export const terminated = (activity: Activity, told: Told): Normalized => ok([moved(activity, 'terminate', told, told.at)]);
export const notLaunched = (activity: Activity, told: Told): Normalized => ok([failed(activity, 'launch', told, told.at)]);
export const notTerminated = (activity: Activity, told: Told): Normalized => ok([failed(activity, 'terminate', told, told.at)]);

export const fromNotice = (notice: z.output<typeof Notice>, place: Place, sentAt: Time): Normalized => {
  const arn = arnOf(notice.AutoScalingGroupARN);
  const there = { ...place, account: notice.AccountId ?? arn?.account ?? place.account, region: arn?.region ?? place.region };
  switch (notice.Event) {
    case 'autoscaling:EC2_INSTANCE_LAUNCH': return ok([moved(notice, 'launch', there, sentAt)]);
    case 'autoscaling:EC2_INSTANCE_TERMINATE': return ok([moved(notice, 'terminate', there, sentAt)]);
    case 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR': return ok([failed(notice, 'launch', there, sentAt)]);
    case 'autoscaling:EC2_INSTANCE_TERMINATE_ERROR': return ok([failed(notice, 'terminate', there, sentAt)]);
    default: return skip(`Auto Scaling ${cut(notice.Event, 60)} is not one we take`);
  }
};

/** New instances for all the old ones: how a group is deployed to. */
export const refreshing = (phase: ChangePhase) => ({ AutoScalingGroupName: group, InstanceRefreshId: id }: z.output<typeof Refresh>, told: Told): Normalized =>
  ok([changeAt(told, { kind: 'deployment', phase, key: ['instance-refresh', id], title: `Replace the instances of ${group}`, at: told.at, entities: [entity('auto-scaling-group', group)], page: pageOf(told, group), attributes: { refresh: id } })]);

import { faults, type Time } from '@culprit/domain';
import type { z } from 'zod';
import { type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import * as alarm from './events/alarm.js';
import * as autoscaling from './events/autoscaling.js';
import * as cloudformation from './events/cloudformation.js';
import * as codedeploy from './events/codedeploy.js';
import * as rds from './events/rds.js';
import type { Place } from './place.js';

const has = (body: object, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(body, name));

/** What services say by SNS in words of their own; undefined for whatever is none of them. `sentAt`: when SNS took it. */
export const fromNotice = (body: object, place: Place, sentAt: Time | undefined): Normalized | undefined => {
  const at = sentAt ?? place.receivedAt;
  const read = <S extends z.ZodType>(schema: S, map: (said: z.output<S>) => Normalized): Normalized => {
    const said = schema.safeParse(body);
    return said.success ? map(said.data) : reject(cut(faults(said.error), 500));
  };
  if (has(body, 'AlarmName')) return read(alarm.Notice, (said) => alarm.fromNotice(said, place, sentAt));
  if (has(body, 'deploymentId', 'eventTriggerName')) return read(codedeploy.Trigger, (said) => codedeploy.fromTrigger(said, place, at));
  if (has(body, 'AutoScalingGroupName', 'Event')) return read(autoscaling.Notice, (said) => autoscaling.fromNotice(said, place, at));
  if (has(body, 'Event Source', 'Source ID')) return read(rds.Notice, (said) => rds.fromNotice(said, place, at));
  if (has(body, 'Event', 'Service') && (body as { Event: unknown }).Event === 'autoscaling:TEST_NOTIFICATION') return skip('Auto Scaling: a test');
  return undefined;
};

/** Plain text: a stack's lines, or words for people. */
export const fromText = (text: string, place: Place, sentAt: Time | undefined): Normalized => {
  const lines = cloudformation.stackLines(text);
  if (lines !== undefined) return cloudformation.fromLines(lines, place, sentAt ?? place.receivedAt);
  return skip(`a message for people: ${cut(text.trim().split('\n', 1)[0] ?? '', 100)}`);
};

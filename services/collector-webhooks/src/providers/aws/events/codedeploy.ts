import type { ChangePhase, Time } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import { entity } from '../arn.js';
import { consolePage, inUrl, timeIn, type Place, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const name = z.string().min(1).max(300);
export const DeploymentState = z.object({ deploymentId: name, application: name, deploymentGroup: name.nullish(), state: z.string() });

/** A trigger of CodeDeploy, as SNS carries it. */
export const Trigger = z.object({
  eventTriggerName: z.string(), deploymentId: name, applicationName: name.nullish(), deploymentGroupName: name.nullish(), status: z.string().nullish(), instanceId: z.string().nullish(),
  createTime: z.union([z.string(), z.number()]).nullish(), completeTime: z.union([z.string(), z.number()]).nullish(), lastUpdatedAt: z.union([z.string(), z.number()]).nullish(),
  region: z.string().max(100).nullish(), accountId: z.string().max(100).nullish(),
});

const phases: Readonly<Record<string, ChangePhase>> = {
  CREATED: 'started', QUEUED: 'started', INPROGRESS: 'started', BAKING: 'started', START: 'started', READY: 'started', SUCCESS: 'succeeded', SUCCEEDED: 'succeeded',
  FAILURE: 'failed', FAILED: 'failed', STOP: 'failed', STOPPED: 'failed',
};

interface Deployment { readonly deploymentId: string; readonly application: string; readonly group: string | null | undefined; readonly state: string; readonly began?: Time | undefined; readonly at: Time }

/** All states of one deployment are statements of one change. */
const deployment = (place: Place, { deploymentId, application, group, state, began, at }: Deployment): Normalized => {
  const word = state.toUpperCase();
  const phase = Object.hasOwn(phases, word) ? phases[word] : undefined;
  if (phase === undefined) return skip(`CodeDeploy state ${cut(state, 60)} is not one we know`);
  return ok([changeAt(place, {
    kind: 'deployment', phase, key: ['codedeploy', deploymentId], title: `Deploy ${application}${group ? ` to ${group}` : ''}`, began, at,
    entities: [entity('codedeploy-application', application), ...(group ? [entity('codedeploy-deployment-group', `${application}/${group}`)] : [])],
    identities: [`codedeploy:${deploymentId}`],
    page: { title: 'CodeDeploy', url: consolePage(place.region, `codesuite/codedeploy/deployments/${inUrl(deploymentId)}?region={region}`) },
    attributes: { deployment: deploymentId, state },
  })]);
};

export const fromDeployment = (detail: z.output<typeof DeploymentState>, told: Told): Normalized =>
  deployment(told, { ...detail, group: detail.deploymentGroup, at: told.at });

export const fromTrigger = (trigger: z.output<typeof Trigger>, place: Place, sentAt: Time): Normalized => {
  if (trigger.instanceId) return skip('CodeDeploy: an instance is no lasting thing, its deployment is told by itself');
  const ended = timeIn(trigger.completeTime);
  return deployment({ ...place, account: trigger.accountId ?? place.account, region: trigger.region ?? place.region }, {
    deploymentId: trigger.deploymentId, application: trigger.applicationName ?? trigger.deploymentId, group: trigger.deploymentGroupName, state: trigger.status ?? '',
    began: timeIn(trigger.createTime), at: ended ?? timeIn(trigger.lastUpdatedAt) ?? (/^(CREATED|QUEUED)$/i.test(trigger.status ?? '') ? timeIn(trigger.createTime) : undefined) ?? sentAt,
  });
};

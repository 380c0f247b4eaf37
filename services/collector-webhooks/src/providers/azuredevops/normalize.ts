import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { fromPullRequest, fromPush } from './code.js';
import { fromBuild, fromRun, fromStage } from './pipelines.js';
import { fromApproval, fromDeployment } from './release.js';
import { Approval, Build, Deployment, Envelope, PullRequest, Push, RunChanged, StageChanged } from './schema.js';
import type { Settings } from './settings.js';

/** What another event says better. */
const elsewhere: Readonly<Record<string, string>> = {
  'git.pullrequest.created': 'it is not merged yet',
  'ms.vss-release.release-created-event': 'deployment-started says when it goes anywhere',
  'ms.vss-release.release-abandoned-event': 'it goes nowhere any more',
  'ms.vss-pipelines.job-state-changed-event': 'run-state-changed says the run that it is of',
  'ms.vss-pipelinechecks-events.approval-pending': 'the run and its stages say when it goes on',
  'ms.vss-pipelinechecks-events.approval-completed': 'the run and its stages say when it goes on',
};

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const parsed = Envelope.safeParse(delivery.body);
  if (!parsed.success) return reject(faults(parsed.error));
  const envelope = parsed.data;
  const read = <S extends z.ZodType>(schema: S, map: (resource: z.output<S>, envelope: Envelope, delivery: Delivery<Settings>) => Normalized): Normalized => {
    const resource = schema.safeParse(envelope.resource);
    return resource.success ? map(resource.data, envelope, delivery) : reject(`resource: ${faults(resource.error)}`);
  };
  // Newer pages say azure-devops where the events say vss.
  const type = envelope.eventType.replace(/^ms\.azure-devops-/, 'ms.vss-');
  switch (type) {
    case 'git.push': return read(Push, fromPush);
    case 'git.pullrequest.merged':
    case 'git.pullrequest.updated': return read(PullRequest, fromPullRequest);
    case 'build.complete': return read(Build, fromBuild);
    case 'ms.vss-pipelines.run-state-changed-event': return read(RunChanged, fromRun);
    case 'ms.vss-pipelines.stage-state-changed-event': return read(StageChanged, fromStage);
    case 'ms.vss-release.deployment-started-event': return read(Deployment, fromDeployment(false));
    case 'ms.vss-release.deployment-completed-event': return read(Deployment, fromDeployment(true));
    case 'ms.vss-release.deployment-approval-pending-event':
    case 'ms.vss-release.deployment-approval-completed-event': return read(Approval, fromApproval);
    default: return skip(Object.hasOwn(elsewhere, type) ? `event ${type}: ${elsewhere[type]}` : `event ${cut(type, 80)} is not one we take`);
  }
};

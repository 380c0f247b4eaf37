import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { fromDeployment, fromDeploymentStatus } from './deployment.js';
import { fromDispatch } from './dispatch.js';
import { fromRepository, fromRule } from './governance.js';
import { fromPackage } from './package.js';
import { fromPullRequest } from './pull-request.js';
import { fromPush } from './push.js';
import { fromRelease } from './release.js';
import { Deployed, DeploymentStatus, Dispatch, Governed, Published, PullRequest, Push, Ran, Release } from './schema.js';
import type { Settings } from './settings.js';
import { fromWorkflowRun } from './workflow-run.js';

/** What another event, or nothing that runs, says better. */
const elsewhere: Readonly<Record<string, string>> = {
  create: 'the push of it says so, with its commit',
  delete: 'nothing that runs is changed by it',
  workflow_job: 'workflow_run says the run that it is of',
  workflow_dispatch: 'workflow_run says the run that it starts',
  check_run: 'a test of a commit changes nothing that runs',
  check_suite: 'a test of a commit changes nothing that runs',
  status: 'a test of a commit changes nothing that runs',
  pull_request_review: 'it may not be merged; who approved what was merged is asked of GitHub when somebody wants to know',
  deployment_review: 'deployment_status says when it goes on',
  deployment_protection_rule: 'deployment_status says when it goes on',
  page_build: 'deployment says it, of the environment github-pages',
  public: 'repository says it, as publicized',
};

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const event = delivery.headers['x-github-event'];
  switch (event) {
    case undefined: return reject('no X-GitHub-Event header');
    case 'ping': return skip('ping');
    case 'push': return read(Push, fromPush, delivery);
    case 'pull_request': return read(PullRequest, fromPullRequest, delivery);
    case 'deployment': return read(Deployed, fromDeployment, delivery);
    case 'deployment_status': return read(DeploymentStatus, fromDeploymentStatus, delivery);
    case 'release': return read(Release, fromRelease, delivery);
    case 'workflow_run': return read(Ran, fromWorkflowRun, delivery);
    case 'repository_dispatch': return read(Dispatch, fromDispatch, delivery);
    case 'package':
    case 'registry_package': return read(Published, fromPackage, delivery);
    case 'branch_protection_rule':
    case 'branch_protection_configuration':
    case 'repository_ruleset': return read(Governed, fromRule, delivery);
    case 'repository': return read(Governed, fromRepository, delivery);
    default: return skip(Object.hasOwn(elsewhere, event) ? `event ${event}: ${elsewhere[event]}` : `event ${cut(event, 60)} is not one we take`);
  }
};

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery<Settings>) => Normalized, delivery: Delivery<Settings>): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};

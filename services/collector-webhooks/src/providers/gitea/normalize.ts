import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { fromPullRequest, fromRelease } from './merged.js';
import { fromPackage } from './package.js';
import { fromCreated, fromPush } from './push.js';
import { fromActionRun, fromWorkflowRun } from './runs.js';
import { ActionRun, Created, Package, PullRequest, Push, Ran, Release } from './schema.js';
import type { Settings } from './settings.js';

/** What another event, or nothing that runs, says better. */
const elsewhere: Readonly<Record<string, string>> = {
  delete: 'nothing that runs is changed by it',
  workflow_job: 'workflow_run says the run that it is of',
  status: 'a test of a commit changes nothing that runs',
};

/** The names under which the family sends one event. */
export const eventHeaders = ['x-gitea-event', 'x-forgejo-event', 'x-gogs-event', 'x-github-event'] as const;

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const event = eventHeaders.map((name) => delivery.headers[name]).find((value) => value !== undefined) ?? eventOf(delivery.body);
  switch (event) {
    case undefined: return reject('no X-Gitea-Event, X-Forgejo-Event or X-Gogs-Event header');
    case 'push': return read(Push, fromPush, delivery);
    case 'create': return read(Created, fromCreated, delivery);
    case 'pull_request': return read(PullRequest, fromPullRequest, delivery);
    case 'release': return read(Release, fromRelease, delivery);
    case 'workflow_run': return read(Ran, fromWorkflowRun, delivery);
    case 'action_run_success':
    case 'action_run_failure':
    case 'action_run_recover': return read(ActionRun, fromActionRun, delivery);
    case 'package': return read(Package, fromPackage, delivery);
    default: return skip(Object.hasOwn(elsewhere, event) ? `event ${event}: ${elsewhere[event]}` : `event ${cut(event, 60)} is not one we take`);
  }
};

/** What a body is that came through something that drops the headers. */
const eventOf = (body: unknown): string | undefined => {
  if (body === null || typeof body !== 'object' || !('repository' in body)) return undefined;
  if ('after' in body && 'ref' in body) return 'push';
  if ('pull_request' in body && 'action' in body && !('review' in body) && !('comment' in body)) return 'pull_request';
  if ('release' in body) return 'release';
  if ('workflow_run' in body) return 'workflow_run';
  if ('ref_type' in body) return 'sha' in body ? 'create' : 'delete';
  return undefined;
};

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery<Settings>) => Normalized, delivery: Delivery<Settings>): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};

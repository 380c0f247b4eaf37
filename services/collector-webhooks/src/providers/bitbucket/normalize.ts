import { faults } from '@culprit/domain';
import type { z } from 'zod';
import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { cut } from '../../provider/wording.js';
import { fromCommitStatus } from './commit-status.js';
import { fromRefsChanged, fromServerMerged } from './data-center.js';
import { fromPullRequest } from './pull-request.js';
import { fromPush } from './push.js';
import { CommitStatus, PullRequest, Push, RefsChanged, ServerMerged } from './schema.js';
import type { Settings } from './settings.js';

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const event = delivery.headers['x-event-key'] ?? eventOf(delivery.body);
  switch (event) {
    case undefined: return reject('no X-Event-Key header');
    case 'diagnostics:ping': return skip('ping');
    case 'repo:push': return read(Push, fromPush, delivery);
    case 'pullrequest:fulfilled': return read(PullRequest, fromPullRequest, delivery);
    case 'repo:commit_status_created':
    case 'repo:commit_status_updated': return read(CommitStatus, fromCommitStatus, delivery);
    case 'repo:refs_changed': return read(RefsChanged, fromRefsChanged, delivery);
    case 'pr:merged': return read(ServerMerged, fromServerMerged, delivery);
    case 'mirror:repo_synchronized': return skip('event mirror:repo_synchronized: the push to the primary says it');
    default: return skip(`event ${cut(event, 60)} is not one we take`);
  }
};

/** What a body is that came through something that drops the header. */
const eventOf = (body: unknown): string | undefined => {
  if (body === null || typeof body !== 'object') return undefined;
  const { eventKey, push, pullrequest, commit_status: status, test } = body as Readonly<Record<string, unknown>>;
  if (typeof eventKey === 'string' && eventKey !== '') return eventKey;
  if (push !== undefined) return 'repo:push';
  if (status !== undefined) return 'repo:commit_status_updated';
  if (pullrequest !== null && typeof pullrequest === 'object' && 'state' in pullrequest) return pullrequest.state === 'MERGED' ? 'pullrequest:fulfilled' : 'pullrequest';
  return test === true ? 'diagnostics:ping' : undefined;
};

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery<Settings>) => Normalized, delivery: Delivery<Settings>): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};

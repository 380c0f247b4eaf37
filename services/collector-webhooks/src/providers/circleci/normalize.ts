import { factId, faults, type ChangePhase, type Time } from '@culprit/domain';
import type { z } from 'zod';
import { isOneOf } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { deploysTo } from '../../provider/deploys.js';
import { commitIdentity } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut, title } from '../../provider/wording.js';
import { JobCompleted, WorkflowCompleted } from './schema.js';
import type { Settings } from './settings.js';
import { actorOf, projectOf, ranOn } from './source.js';

const outcomes: Readonly<Record<string, ChangePhase>> = { success: 'succeeded', failed: 'failed', error: 'failed', canceled: 'failed' };

/** CircleCI tells of a workflow and of a job when it has ended, never before. */
export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const { body } = delivery;
  const type: unknown = body !== null && typeof body === 'object' && 'type' in body ? body.type : undefined;
  switch (type) {
    case 'workflow-completed': return read(WorkflowCompleted, fromWorkflow, delivery);
    case 'job-completed': return read(JobCompleted, fromJob, delivery);
    case 'ping': return skip('ping');
    case undefined: return isNotify(body) ? skip('a notification of CircleCI 1, which is no more') : reject('no type');
    default: return typeof type === 'string' && type !== '' ? skip(`event ${cut(type, 60)} is not one we take`) : reject('no type');
  }
};

/** `notify` of a configuration of version 1. */
const isNotify = (body: unknown): boolean => body !== null && typeof body === 'object' && 'payload' in body && body.payload !== null && typeof body.payload === 'object' && 'reponame' in body.payload;

const read = <S extends z.ZodType>(schema: S, map: (body: z.output<S>, delivery: Delivery<Settings>) => Normalized, delivery: Delivery<Settings>): Normalized => {
  const body = schema.safeParse(delivery.body);
  return body.success ? map(body.data, delivery) : reject(faults(body.error));
};

const fromWorkflow = (said: WorkflowCompleted, delivery: Delivery<Settings>): Normalized => {
  const { workflow } = said;
  const what = workflow.name ?? 'workflow';
  return statement(said, delivery, {
    kind: 'workflow', id: workflow.id, name: what, number: said.pipeline.number, status: workflow.status,
    environment: deploysTo(delivery.settings.deploys, what), began: instant(workflow.created_at), ended: instant(workflow.stopped_at) ?? instant(said.happened_at),
  });
};

const fromJob = (said: JobCompleted, delivery: Delivery<Settings>): Normalized => {
  const { job } = said;
  const environment = deploysTo(delivery.settings.deploys, job.name);
  if (environment === undefined) return skip(`job ${cut(job.name, 100)}: workflow-completed says the workflow that it is of; where the job deploys, name it in the settings`);
  return statement(said, delivery, {
    kind: 'job', id: job.id, name: job.name, number: job.number, status: job.status, environment,
    began: instant(job.started_at), ended: instant(job.stopped_at) ?? instant(said.happened_at),
  });
};

interface Run {
  readonly kind: 'workflow' | 'job';
  /** A UUID, the same in the API. */
  readonly id: string;
  readonly name: string;
  readonly number: string | null | undefined;
  readonly status: string | null | undefined;
  readonly environment: string | undefined;
  readonly began: Time | undefined;
  readonly ended: Time | undefined;
}

const statement = ({ project, workflow, pipeline }: WorkflowCompleted, { receivedAt, settings }: Delivery<Settings>, run: Run): Normalized => {
  const { commit, branch, tag, page, repository, subject } = ranOn(pipeline);
  if (run.environment === undefined && branch && !isOneOf(settings.branches, branch)) return skip(`workflow of ${cut(branch, 100)}, not of a branch of the settings`);
  const phase = run.status && Object.hasOwn(outcomes, run.status) ? outcomes[run.status] : undefined;
  if (phase === undefined) return skip(`${run.kind} ended with ${run.status ?? 'no status'}: neither a success nor a failure`);
  const ended = run.ended ?? receivedAt;
  // A job that was canceled before it started says only when it stopped.
  const began = run.began !== undefined && run.began <= ended ? run.began : ended;
  const instance = projectOf(project.slug);
  const ref = tag ?? branch;
  const where = repository ?? project.name ?? instance;
  return ok([told({
    id: factId('change', 'circleci', undefined, run.kind, run.id),
    kind: run.environment === undefined ? 'job' : 'deployment',
    phase,
    began,
    at: ended,
    source: { provider: 'circleci', instance, url: workflow.url ?? undefined },
    environment: run.environment,
    entities: [...(repository === undefined ? [] : [repository]), `circleci:project/${instance}`],
    actor: actorOf(pipeline),
    title: `${run.name}${run.number ? ` #${run.number}` : ''} of ${where}${ref ? ` at ${ref}` : ''}${run.environment === undefined ? '' : ` to ${run.environment}`}`,
    revision: commit || tag ? { ...(commit ? { commit } : {}), ...(tag ? { version: tag } : {}) } : undefined,
    identities: commitIdentity(commit),
    links: [{ title: 'Workflow', url: workflow.url }, { title: `Commit ${commit?.slice(0, 7)}`, url: page && commit ? `${page}/${page.includes('://bitbucket.org/') ? 'commits' : 'commit'}/${commit}` : undefined }],
    attributes: {
      workflow: workflow.name ?? undefined, job: run.kind === 'job' ? run.name : undefined, status: run.status ?? undefined, ref,
      pipeline: pipeline.number ?? undefined, trigger: pipeline.trigger?.type ?? undefined, commitTitle: subject ? title(subject) : undefined,
    },
  }, receivedAt)]);
};

import { factId, timeAfter, type ChangePhase, type Time } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity, isNothing } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, isMain, whereOf } from './project.js';
import type { Pipeline } from './schema.js';
import type { Settings } from './settings.js';

const phases: Readonly<Record<string, ChangePhase>> = {
  created: 'started', waiting_for_resource: 'started', preparing: 'started', pending: 'started', running: 'started', scheduled: 'started', manual: 'started', canceling: 'started',
  success: 'succeeded', failed: 'failed', canceled: 'failed',
};

/** A pipeline on what is merged, or of a tag; its statuses are phases of one change. */
export const fromPipeline = (pipeline: Pipeline, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { object_attributes: run } = pipeline;
  const where = whereOf(pipeline);
  if (where === undefined) return reject('no project.path_with_namespace');
  if (pipeline.merge_request || run.source?.endsWith('_request_event')) return skip('pipeline of a merge request: not merged');
  if (run.tag !== true && run.ref && !isMain(run.ref, pipeline, settings)) return skip(`pipeline of ${run.ref}, not of the default branch`);
  const phase = Object.hasOwn(phases, run.status) ? phases[run.status] : undefined;
  if (phase === undefined) return skip(`pipeline ${cut(run.status, 60)}: it did nothing`);
  const began = instant(run.created_at);
  if (began === undefined) return reject('object_attributes.created_at is no time');

  const url = run.url ?? (where.page === '' ? undefined : `${where.page}/-/pipelines/${run.id}`);
  const ref = run.ref ?? undefined;
  return ok([told({
    id: factId('change', 'gitlab', where.instance, 'pipeline', run.id),
    kind: 'job',
    phase,
    began,
    at: phase === 'started' ? startOf(pipeline, began) : endOf(pipeline, began),
    source: { provider: 'gitlab', instance: where.instance, url },
    entities: [where.path],
    actor: run.source === 'schedule' ? { name: 'schedule', kind: 'automation', basis: 'sender', onBehalfOf: actorOf(pipeline.user)?.name } : actorOf(pipeline.user),
    title: `${run.name ? cut(run.name, 150) : 'Pipeline'} #${run.id} of ${where.path}${ref ? ` at ${ref}` : ''}`,
    revision: run.sha ? { commit: run.sha, ...(run.tag === true && ref ? { version: ref } : {}), ...(run.before_sha && run.before_sha !== run.sha && !isNothing(run.before_sha) ? { previous: { commit: run.before_sha } } : {}) } : undefined,
    identities: commitIdentity(run.sha),
    links: [{ title: 'Pipeline', url }, { title: `Commit ${run.sha?.slice(0, 7)}`, url: run.sha && where.page !== '' ? `${where.page}/-/commit/${run.sha}` : undefined }],
    attributes: { ref, source: run.source ?? undefined, status: cut(run.status, 60) },
  }, receivedAt)]);
};

const timesOf = ({ builds }: Pipeline, field: 'started_at' | 'finished_at'): Time[] => (builds ?? []).flatMap((build) => instant(build[field]) ?? []).sort();

/** While it runs GitLab tells only of its jobs when they began. */
const startOf = (pipeline: Pipeline, began: Time): Time => later(began, pipeline.object_attributes.status === 'running' ? timesOf(pipeline, 'started_at')[0] : undefined);

const endOf = (pipeline: Pipeline, began: Time): Time => {
  const { finished_at: finished, duration } = pipeline.object_attributes;
  const lasted = duration ? timeAfter(began, Math.min(Math.max(duration, 0), 1e7) * 1000) : undefined;
  return later(began, instant(finished) ?? timesOf(pipeline, 'finished_at').at(-1) ?? lasted);
};

const later = (began: Time, time: Time | undefined): Time => (time !== undefined && time > began ? time : began);

import type { ChangePhase } from '@culprit/domain';
import { z } from 'zod';
import { type Normalized, ok, skip } from '../../../provider/contract.js';
import { cut } from '../../../provider/wording.js';
import { arnOf, entity } from '../arn.js';
import { consolePage, inUrl, timeIn, type Told } from '../place.js';
import { changeAt } from '../statement.js';

const name = z.string().min(1).max(300);
const text = z.string().max(2000).nullish();

export const Execution = z.object({
  pipeline: name, 'execution-id': name, state: z.string(), 'start-time': text,
  'execution-trigger': z.object({ 'trigger-type': text, 'trigger-detail': text }).nullish().catch(undefined),
});
export const Action = z.object({ pipeline: name, 'execution-id': name, stage: name, action: name, state: z.string(), type: z.object({ category: text, provider: text }).nullish().catch(undefined), 'execution-result': z.object({ 'external-execution-url': text }).nullish().catch(undefined) });
export const Build = z.object({
  'build-status': z.string(), 'project-name': name, 'build-id': z.string().min(1).max(500),
  'additional-information': z.object({
    initiator: text, 'build-start-time': text, 'source-version': text,
    source: z.object({ location: text, type: text }).nullish().catch(undefined), logs: z.object({ 'deep-link': text }).nullish().catch(undefined),
  }).nullish().catch(undefined),
});

const phases: Readonly<Record<string, ChangePhase>> = {
  STARTED: 'started', RESUMED: 'started', STOPPING: 'started', IN_PROGRESS: 'started', SUCCEEDED: 'succeeded',
  FAILED: 'failed', CANCELED: 'failed', CANCELLED: 'failed', STOPPED: 'failed', ABANDONED: 'failed', TIMED_OUT: 'failed', FAULT: 'failed',
};
const phaseOf = (state: string): ChangePhase | undefined => (Object.hasOwn(phases, state) ? phases[state] : undefined);
const pageOf = (told: Told, pipeline: string, execution: string): { title: string; url: string } =>
  ({ title: 'CodePipeline', url: consolePage(told.region, `codesuite/codepipeline/pipelines/${inUrl(pipeline)}/executions/${inUrl(execution)}/timeline?region={region}`) });

/** A run of a whole pipeline is a job; what it deploys is told by its actions. */
export const fromExecution = (detail: z.output<typeof Execution>, told: Told): Normalized => {
  const { pipeline, 'execution-id': execution, state } = detail;
  if (state === 'SUPERSEDED') return skip(`CodePipeline ${cut(pipeline, 100)}: a newer execution took its place`);
  const phase = phaseOf(state);
  if (phase === undefined) return skip(`CodePipeline state ${cut(state, 60)} is not one we know`);
  const who = arnOf(detail['execution-trigger']?.['trigger-detail']);
  const person = who?.service === 'iam' || who?.service === 'sts' ? who.resource.slice(who.resource.lastIndexOf('/') + 1) : '';
  return ok([changeAt(told, {
    kind: 'job', phase, key: ['codepipeline', execution], title: `Run pipeline ${pipeline}`, began: timeIn(detail['start-time']), at: told.at, entities: [entity('codepipeline', pipeline)],
    identities: [`codepipeline:${execution}`], page: pageOf(told, pipeline, execution),
    actor: { name: 'codepipeline.amazonaws.com', kind: 'automation', basis: 'sender', ...(person === '' ? {} : { onBehalfOf: cut(person, 400) }) },
    attributes: { execution, state, trigger: detail['execution-trigger']?.['trigger-type'] },
  })]);
};

export const fromAction = (detail: z.output<typeof Action>, told: Told): Normalized => {
  const { pipeline, 'execution-id': execution, stage, action, state, type } = detail;
  if (type?.category !== 'Deploy') return skip(`CodePipeline action ${cut(`${stage}/${action}`, 100)} (${cut(type?.category ?? 'unknown', 60)}) deploys nothing`);
  const phase = phaseOf(state);
  if (phase === undefined) return skip(`CodePipeline state ${cut(state, 60)} is not one we know`);
  return ok([changeAt(told, {
    kind: 'deployment', phase, key: ['codepipeline', execution, stage, action], title: `Deploy by ${pipeline}: ${stage}/${action}`, at: told.at, entities: [entity('codepipeline', pipeline)],
    identities: [`codepipeline:${execution}`], page: pageOf(told, pipeline, execution), actor: { name: 'codepipeline.amazonaws.com', kind: 'automation', basis: 'sender' },
    attributes: { execution, stage, action, state, deployer: type.provider, result: detail['execution-result']?.['external-execution-url'] },
  })]);
};

export const fromBuild = (detail: z.output<typeof Build>, told: Told): Normalized => {
  const { 'build-status': state, 'project-name': project, 'additional-information': more } = detail;
  const phase = phaseOf(state);
  if (phase === undefined) return skip(`CodeBuild status ${cut(state, 60)} is not one we know`);
  const id = detail['build-id'].slice(detail['build-id'].lastIndexOf('/') + 1);
  const commit = /^[0-9a-f]{40}$/.test(more?.['source-version'] ?? '') ? more?.['source-version'] ?? undefined : undefined;
  const initiator = more?.initiator ?? undefined;
  return ok([changeAt(told, {
    kind: 'job', phase, key: ['codebuild', id], title: `Build ${project}`, began: timeIn(more?.['build-start-time']), at: told.at, entities: [entity('codebuild-project', project)],
    identities: commit === undefined ? [] : [`commit:${commit}`], revision: commit === undefined ? undefined : { commit },
    actor: initiator ? { name: cut(initiator, 400), kind: initiator.includes('/') || initiator.includes('webhook') ? 'automation' : 'unknown', basis: 'sender' } : undefined,
    page: { title: 'CodeBuild', url: consolePage(told.region, `codesuite/codebuild/projects/${inUrl(project)}/build/${inUrl(id)}?region={region}`) },
    attributes: { build: id, status: state, source: more?.source?.location },
  })]);
};

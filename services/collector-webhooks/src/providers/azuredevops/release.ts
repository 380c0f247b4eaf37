import { factId, timeAfter, type ChangePhase, type Time } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { commitIdentity, isCommit } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { actorOf, organisationOf, pathOf, projectIdOf } from './place.js';
import { phaseOf } from './run.js';
import type { Approval, Deployment, Envelope, Environment, Identity, Release } from './schema.js';
import type { Settings } from './settings.js';

interface Step {
  readonly releases: readonly (Release | null | undefined)[];
  readonly definition: string | null | undefined;
  readonly environment: Environment | undefined;
  readonly attempt: number | null | undefined;
  readonly project: { readonly id?: string | null | undefined; readonly name?: string | null | undefined } | undefined;
  readonly phase: ChangePhase;
  readonly status: string;
  readonly began: Time | undefined;
  readonly at: Time | undefined;
  readonly people: readonly (Identity | null | undefined)[];
  readonly note: string | null | undefined;
}

/** A release goes to an environment: approved, started and completed are statements of one deployment, of a release, an environment and an attempt. */
export const fromDeployment = (over: boolean) => (said: Deployment, envelope: Envelope, delivery: Delivery<Settings>): Normalized => {
  const { deployment } = said;
  const environment = said.environment ?? deployment?.environment ?? deployment?.releaseEnvironment ?? undefined;
  const status = deployment?.deploymentStatus ?? deployment?.status ?? environment?.status ?? '';
  const phase = over ? phaseOf(status) : 'started';
  if (phase === undefined) return skip(`deployment ended with ${cut(status || 'no status', 60)}: neither a success nor a failure`);
  const step = environment?.deploySteps?.reduce<NonNullable<Environment['deploySteps']>[number] | undefined>((last, each) => ((each.attempt ?? 0) >= (last?.attempt ?? 0) ? each : last), undefined);
  const created = instant(envelope.createdDate);
  const queued = instant(deployment?.queuedOn) ?? instant(step?.queuedOn);
  const at = over ? instant(deployment?.completedOn) ?? instant(deployment?.lastModifiedOn) ?? instant(step?.lastModifiedOn) ?? created : queued ?? created;
  return statement({
    releases: [said.release, environment?.release, deployment?.release], definition: deployment?.releaseDefinition?.name ?? environment?.releaseDefinition?.name, environment, attempt: deployment?.attempt ?? step?.attempt,
    project: said.project ?? deployment?.release?.project ?? undefined, phase, status, began: queued ?? (over ? startOf(at, environment?.timeToDeploy) : at), at,
    people: [deployment?.requestedFor, step?.requestedFor, deployment?.requestedBy, step?.requestedBy], note: said.comment,
  }, envelope, delivery);
};

/** `timeToDeploy` is minutes, told where nothing tells when it began. */
const startOf = (at: Time | undefined, minutes: number | null | undefined): Time | undefined =>
  (at === undefined || !minutes || minutes < 0 || minutes > 100_000 ? at : timeAfter(at, -Math.round(minutes * 60_000)));

/** Somebody let it go on, or did not. */
export const fromApproval = ({ approval, release, project }: Approval, envelope: Envelope, delivery: Delivery<Settings>): Normalized => {
  if (approval.status === 'pending') return skip('a deployment waits for an approval');
  if (approval.approvalType !== 'preDeploy') return skip(`approval ${cut(approval.approvalType ?? 'of no type', 60)}: deployment-completed says how it ended`);
  const phase = approval.status === 'approved' ? 'started' : approval.status === 'rejected' ? 'failed' : undefined;
  if (phase === undefined) return skip(`approval ${cut(approval.status ?? 'of no status', 60)}: it changes nothing`);
  const at = instant(approval.modifiedOn) ?? instant(envelope.createdDate);
  return statement({
    releases: [release, approval.release], definition: approval.releaseDefinition?.name, environment: approval.releaseEnvironment ?? undefined, attempt: approval.attempt, project: project ?? undefined, phase,
    status: approval.status ?? '', began: at, at, people: [approval.approvedBy, approval.approver], note: approval.comments,
  }, envelope, delivery);
};

const statement = (step: Step, envelope: Envelope, { receivedAt }: Delivery<Settings>): Normalized => {
  const { environment } = step;
  const releases = step.releases.filter((each) => each !== null && each !== undefined);
  const first = <T>(of: (release: Release) => T | null | undefined): T | undefined => releases.map(of).find((each) => each !== null && each !== undefined) ?? undefined;
  // A hook's own `release` may be an empty one with the id 0.
  const id = first((release) => (release.id === '0' ? undefined : release.id)) ?? environment?.releaseId;
  const stage = environment?.id ?? environment?.name;
  if (!id || !stage) return reject('neither a release nor an environment with an id');
  const name = first((release) => release.name) ?? `Release ${id}`;
  const definition = first((release) => release.releaseDefinition?.name) ?? step.definition ?? undefined;
  const url = first((release) => release._links?.web?.href) ?? first((release) => release.url);
  const organisation = organisationOf(envelope, url);
  const project = step.project?.name ?? undefined;
  const place = pathOf(organisation, project);
  const { commit, repository } = builtFrom(first((release) => (release.artifacts?.length ? release.artifacts : undefined)), organisation, project);
  const at = step.at ?? receivedAt;
  return ok([told({
    id: factId('change', 'azuredevops', projectIdOf(envelope, step.project?.id), 'deployment', id, stage, String(Math.max(step.attempt ?? 1, 1))),
    kind: 'deployment',
    phase: step.phase,
    began: step.began !== undefined && step.began <= at ? step.began : at,
    at,
    source: { provider: 'azuredevops', ...(place === '' ? {} : { instance: place }), url },
    environment: environment?.name ?? undefined,
    entities: [...(repository === undefined ? [] : [repository]), `azuredevops:release/${pathOf(project, definition ?? name)}`],
    actor: actorOf(...step.people, first((release) => release.modifiedBy ?? release.createdBy)),
    title: `Deploy ${definition === undefined ? '' : `${definition} `}${name}${environment?.name ? ` to ${environment.name}` : ''}`,
    revision: { version: name, ...(commit === undefined ? {} : { commit }) },
    identities: commitIdentity(commit),
    links: [{ title: name, url }],
    attributes: { release: name, definition, status: cut(step.status, 60), attempt: step.attempt ?? undefined, note: step.note ?? undefined, reason: first((release) => release.reason) },
  }, receivedAt)]);
};

/** What the primary artifact was built from: a build names `sourceVersion` and `repository`, a repository `version` and `definition`. */
const builtFrom = (artifacts: Release['artifacts'], organisation: string | undefined, project: string | undefined): { commit: string | undefined; repository: string | undefined } => {
  const primary = artifacts?.find((each) => each.isPrimary) ?? artifacts?.[0];
  const said = primary?.definitionReference ?? {};
  const of = (field: string) => (Object.hasOwn(said, field) ? said[field] : undefined);
  const named = of('repository')?.name ?? (primary?.type === 'Git' ? of('definition')?.name : undefined);
  // One of GitHub is named whole.
  const repository = !named ? undefined : named.includes('/') ? named : pathOf(organisation, of('project')?.name ?? project, named);
  return { commit: [of('sourceVersion')?.id, of('version')?.id].find(isCommit), repository };
};

import { factId } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, title } from '../../provider/wording.js';
import type { AssessmentNotification, Settings } from './schema.js';
import { entityOf, environmentOf, instanceOf, type Workspace } from './workspace.js';

/** Assessments run once a day, and nobody says when a check passes again. */
const UNTIL_THE_NEXT = 'P1D';

/** Drift is a change that somebody made past Terraform; a check that fails is an alert. */
export const fromAssessment = (told: AssessmentNotification, delivery: Delivery<Settings>): Normalized => {
  const at = instant(told.details.new_assessment_result.created_at);
  if (at === undefined) return reject(`details.new_assessment_result.created_at is no time: ${cut(told.details.new_assessment_result.created_at, 60)}`);
  switch (told.trigger) {
    case 'assessment:drifted': return drift(told, at, delivery);
    case 'assessment:check_failure': return checkFailure(told, at, delivery);
    case 'assessment:failed': return skip('assessment:failed: the assessment could not be made, which says nothing of what runs');
    default: return skip(`${cut(told.trigger, 100)} is not one we take`);
  }
};

const workspaceOf = ({ details }: AssessmentNotification): Workspace => ({ organization: details.organization_name, name: details.workspace_name, id: details.workspace_id });

const drift = (told: AssessmentNotification, at: string, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { new_assessment_result: found, prior_assessment_result: prior } = told.details;
  const workspace = workspaceOf(told);
  const before = instant(prior?.created_at);
  return ok([{
    kind: 'change',
    event: {
      id: factId('change', 'terraform-cloud', undefined, 'assessment', found.id),
      parser: 1,
      kind: 'infrastructure',
      phase: 'succeeded',
      phases: [{ phase: 'succeeded', at }],
      occurredAt: at,
      // It was found then; it was made at some time since the assessment before.
      ...(before === undefined || before >= at ? {} : { occurredAfter: before }),
      finishedAt: at,
      updatedAt: at,
      observedAt: receivedAt,
      detectedBy: 'live',
      source: { provider: 'terraform-cloud', instance: instanceOf(workspace), ...(found.url === undefined ? {} : { url: found.url }) },
      ...environmentOf(workspace, settings),
      services: [],
      entities: entityOf(workspace),
      outOfBand: true,
      title: title(`Drift in ${workspace.name ?? workspace.id ?? 'a workspace'}${typeof found.resources_drifted === 'number' ? `: ${found.resources_drifted} resources differ from their configuration` : ''}`),
      diff: typeof found.resources_drifted === 'number' ? [{ path: 'resources_drifted', before: prior?.resources_drifted ?? null, after: found.resources_drifted }] : [],
      identities: [],
      links: found.url === undefined ? [] : [{ title: 'Assessment', url: found.url }],
      attributes: { assessment: found.id, trigger: told.trigger, ...(told.message === undefined ? {} : { message: told.message }) },
    },
  }]);
};

const checkFailure = (told: AssessmentNotification, at: string, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { new_assessment_result: found } = told.details;
  const workspace = workspaceOf(told);
  const failed = (found.checks_failed ?? 0) + (found.checks_errored ?? 0);
  const what = workspace.name ?? workspace.id ?? 'a workspace';
  const sort = classOf(told.message);
  return ok([{
    kind: 'alert',
    event: {
      id: factId('alert', 'terraform-cloud', undefined, 'assessment', found.id, 'checks'),
      fingerprint: cut(`terraform-cloud:${workspace.id ?? instanceOf(workspace)}:checks`, 500),
      status: 'firing',
      class: sort === 'errors' ? 'other' : sort,
      severity: 'medium',
      startsAt: at,
      expiresAfter: UNTIL_THE_NEXT,
      updatedAt: at,
      observedAt: receivedAt,
      ...environmentOf(workspace, settings),
      entities: entityOf(workspace),
      title: title(`${failed > 0 ? `${failed} checks` : 'Checks'} of ${what} fail`),
      labels: { assessment: found.id, ...(workspace.name === undefined ? {} : { workspace: workspace.name }), ...(told.message === undefined ? {} : { message: told.message }) },
      links: found.url === undefined ? [] : [{ title: 'Assessment', url: found.url }],
      source: { provider: 'terraform-cloud', instance: instanceOf(workspace), ...(found.url === undefined ? {} : { url: found.url }) },
    },
  }]);
};

import { factId, type Actor, type ChangePhase } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { deploysTo } from '../../provider/deploys.js';
import { commitIdentity, isVersion } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { actorOf, entitiesOf, instanceOf } from './repository.js';
import type { Ran } from './schema.js';
import type { Settings } from './settings.js';

const conclusions: Readonly<Record<string, ChangePhase>> = {
  success: 'succeeded', failure: 'failed', timed_out: 'failed', startup_failure: 'failed', cancelled: 'failed',
};

/** Runs of these are about work that is not merged yet. */
const unmerged = /^(pull_request|merge_group)/;

/** A run of a workflow on what is merged; requested, in progress and completed are phases of one change, each attempt is one of its own. */
export const fromWorkflowRun = (ran: Ran, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { workflow_run: run, repository } = ran;
  const workflow = run.name || ran.workflow?.name || run.path || 'workflow';
  const environment = deploysTo(settings.deploys, workflow, run.path);
  const reason = environment === undefined ? notOurs(ran) : undefined;
  if (reason !== undefined) return skip(reason);
  const phase = phaseOf(run);
  if (phase === undefined) return skip(`workflow_run completed with ${run.conclusion ?? 'no conclusion'}: neither a success nor a failure`);
  const began = instant(run.run_started_at) ?? instant(run.created_at);
  if (began === undefined) return reject('workflow_run.created_at is no time');

  const instance = instanceOf(repository);
  const attempt = run.run_attempt ?? '1';
  const ref = run.head_branch ?? undefined;
  return ok([told({
    id: factId('change', 'github', instance, 'workflow_run', run.id, attempt),
    kind: environment === undefined ? 'job' : 'deployment',
    phase,
    began,
    at: latest(instant(run.updated_at), began),
    source: { provider: 'github', instance, url: run.html_url ?? repository.html_url },
    environment,
    entities: entitiesOf(repository, settings),
    actor: actorOfRun(ran),
    title: `${workflow}${run.run_number ? ` #${run.run_number}` : ''} of ${repository.full_name}${ref ? ` at ${ref}` : ''}`,
    revision: run.head_sha ? { commit: run.head_sha, ...(ref && isVersion(ref) ? { version: ref } : {}) } : undefined,
    identities: commitIdentity(run.head_sha),
    links: [{ title: 'Workflow run', url: run.html_url }, { title: `Commit ${run.head_sha?.slice(0, 7)}`, url: run.head_sha ? `${repository.html_url}/commit/${run.head_sha}` : undefined }],
    attributes: {
      workflow, path: run.path ?? undefined, ref, event: run.event ?? undefined, attempt, runTitle: run.display_title ?? undefined,
      status: run.status ?? undefined, conclusion: run.conclusion ?? undefined,
    },
  }, receivedAt)]);
};

const notOurs = ({ workflow_run: run, repository }: Ran): string | undefined => {
  const { event, head_branch: branch } = run;
  if (event && unmerged.test(event)) return `workflow_run of a ${event}: not merged`;
  const main = repository.default_branch;
  return event === 'push' && branch && main && branch !== main && !isVersion(branch) ? `workflow_run of a push to ${branch}, not to the default branch ${main}` : undefined;
};

/** By its status, which its action may contradict: a re-run's `requested` carries the conclusion of the attempt before. */
const phaseOf = ({ status, conclusion }: Ran['workflow_run']): ChangePhase | undefined => {
  if (status && status !== 'completed') return 'started';
  return conclusion && Object.hasOwn(conclusions, conclusion) ? conclusions[conclusion] : undefined;
};

const actorOfRun = ({ workflow_run: run, sender }: Ran): Actor | undefined => {
  const actor = actorOf([run.triggering_actor, run.actor, sender], run.actor);
  // GitHub names whoever wrote the schedule.
  if (run.event === 'schedule') return { name: 'schedule', kind: 'automation', basis: 'sender', ...(actor?.name === undefined ? {} : { onBehalfOf: actor.name }) };
  return actor;
};

const latest = (a: string | undefined, b: string): string => (a !== undefined && a > b ? a : b);

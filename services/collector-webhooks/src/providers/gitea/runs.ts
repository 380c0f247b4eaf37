import { factId, type ChangePhase, type Time } from '@culprit/domain';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { deploysTo } from '../../provider/deploys.js';
import { commitIdentity, isVersion } from '../../provider/fields.js';
import { instant } from '../../provider/instant.js';
import { actorOf, commitPage, instanceOf, isMain } from './repository.js';
import type { ActionRun, Person, Ran, Repository } from './schema.js';
import type { Settings } from './settings.js';

const outcomes: Readonly<Record<string, ChangePhase>> = { success: 'succeeded', failure: 'failed', cancelled: 'failed', recover: 'succeeded' };
const outcomeOf = (word: string | null | undefined): ChangePhase | undefined => (word && Object.hasOwn(outcomes, word) ? outcomes[word] : undefined);

interface Run {
  readonly id: string;
  readonly attempt: string;
  readonly workflow: string;
  readonly number: string | undefined;
  readonly event: string | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly phase: ChangePhase | undefined;
  readonly outcome: string | undefined;
  readonly began: Time | undefined;
  readonly ended: Time | undefined;
  readonly title: string | undefined;
  readonly url: string | undefined;
  readonly people: readonly (Person | null | undefined)[];
  readonly repository: Repository;
}

/** A run of a Gitea workflow; its statuses are phases of one change. */
export const fromWorkflowRun = ({ workflow_run: run, workflow, repository, sender }: Ran, delivery: Delivery<Settings>): Normalized => {
  const over = run.status === 'completed' || Boolean(run.conclusion);
  return statement({
    id: run.id, attempt: run.run_attempt ?? '1', workflow: workflow?.name || run.path?.split('@', 1)[0] || 'workflow', number: run.run_number ?? undefined, event: run.event ?? undefined,
    ref: shortRef(run.head_branch), commit: run.head_sha ?? undefined, phase: over ? outcomeOf(run.conclusion) : 'started', outcome: run.conclusion ?? run.status ?? undefined,
    began: instant(run.started_at), ended: over ? instant(run.completed_at) : undefined, title: run.display_title ?? undefined, url: run.html_url ?? undefined,
    people: [run.trigger_actor, run.actor, sender], repository,
  }, delivery);
};

/** Forgejo tells of a run when it is over. */
export const fromActionRun = ({ run, action, sender }: ActionRun, delivery: Delivery<Settings>): Normalized =>
  statement({
    id: run.id, attempt: '1', workflow: run.workflow_id || 'workflow', number: run.index_in_repo ?? undefined, event: run.trigger_event || run.event || undefined,
    ref: shortRef(run.prettyref), commit: run.commit_sha ?? undefined, phase: outcomeOf(run.status) ?? outcomeOf(action), outcome: run.status ?? action ?? undefined,
    began: instant(run.started) ?? instant(run.created), ended: instant(run.stopped), title: run.title ?? undefined, url: run.html_url ?? undefined,
    people: [run.trigger_user, sender], repository: run.repository,
  }, delivery);

const shortRef = (ref: string | null | undefined): string | undefined => ref?.replace(/^refs\/(heads|tags)\//, '') || undefined;

const statement = (run: Run, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const { repository, ref, commit } = run;
  const environment = deploysTo(settings.deploys, run.workflow, run.title);
  if (environment === undefined && run.event?.startsWith('pull_request')) return skip(`run of a ${run.event}: not merged`);
  if (environment === undefined && ref !== undefined && !isVersion(ref) && !isMain(ref, repository, settings)) return skip(`run of ${ref}, not of the default branch`);
  if (run.phase === undefined) return skip(`run ended with ${run.outcome ?? 'nothing'}: neither a success nor a failure`);
  // One that waits has not begun, and says year 1.
  const began = run.began ?? run.ended ?? receivedAt;
  if (run.ended !== undefined && run.ended < began) return reject('the run ended before it began');
  const instance = instanceOf(repository);
  return ok([told({
    id: factId('change', 'gitea', instance, 'run', run.id, run.attempt),
    kind: environment === undefined ? 'job' : 'deployment',
    phase: run.phase,
    began,
    at: run.ended ?? began,
    source: { provider: 'gitea', instance, url: run.url ?? repository.html_url ?? undefined },
    environment,
    entities: [repository.full_name],
    actor: run.event === 'schedule' ? { name: 'schedule', kind: 'automation', basis: 'sender', onBehalfOf: actorOf(...run.people)?.name } : actorOf(...run.people),
    title: `${run.workflow}${run.number === undefined ? '' : ` #${run.number}`} of ${repository.full_name}${ref === undefined ? '' : ` at ${ref}`}`,
    revision: commit === undefined ? undefined : { commit, ...(ref !== undefined && isVersion(ref) ? { version: ref } : {}) },
    identities: commitIdentity(commit),
    links: [{ title: 'Run', url: run.url }, { title: `Commit ${commit?.slice(0, 7)}`, url: commitPage(repository, commit) }],
    attributes: { workflow: run.workflow, ref, event: run.event, outcome: run.outcome, runTitle: run.title, attempt: run.attempt },
  }, receivedAt)]);
};

import { factId, type Actor, type ChangePhase } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, type Said, skip } from '../../provider/contract.js';
import { endAfter, instant } from '../../provider/instant.js';
import { title } from '../../provider/wording.js';
import type { RunNotification, Settings, State } from './schema.js';
import { entityOf, environmentOf, instanceOf, type Workspace } from './workspace.js';

const phases: Readonly<Record<string, ChangePhase>> = {
  'run:created': 'started', 'run:planning': 'started', 'run:needs_attention': 'started', 'run:applying': 'started', 'run:completed': 'succeeded', 'run:errored': 'failed',
};
/** Statuses of a run in which, or before which, something was applied. */
const applying = /^(applying|apply_queued|applied|post_apply_running|post_apply_completed)$/;

/** How a run may end, whatever its trigger is called: somebody threw the plan away, or stopped it, or it broke. */
const failed = /^(discarded|canceled|force_canceled|errored)$/;

/** Every state of a run is a statement of one change. Until it applies it is a job: a plan changes nothing. */
export const fromRun = (told: RunNotification, delivery: Delivery<Settings>): Normalized => {
  if (told.notifications.some(({ trigger }) => trigger === 'verification')) return skip('verification of the address');
  if (told.notifications.length === 0) return reject('notifications: none that can be read');
  const { run_id: run } = told;
  const createdAt = instant(told.run_created_at);
  if (run === undefined) return reject('run_id: missing');
  if (createdAt === undefined) return reject(`run_created_at is no time: ${told.run_created_at ?? 'missing'}`);
  const known = told.notifications.filter(({ trigger }) => Object.hasOwn(phases, trigger));
  if (known.length === 0) return skip(`${told.notifications[0]?.trigger ?? 'a notification'} is not one we take`);
  return ok(known.map((state) => statement(told, state, { run, createdAt }, delivery)));
};

const statement = (told: RunNotification, state: State, { run, createdAt }: { run: string; createdAt: string }, { receivedAt, settings }: Delivery<Settings>): Said => {
  const workspace: Workspace = { organization: told.organization_name, name: told.workspace_name, id: told.workspace_id };
  const said = instant(state.run_updated_at);
  const at = state.trigger === 'run:created' ? said ?? createdAt : endAfter(createdAt, said ?? receivedAt);
  const status = state.run_status ?? '';
  const phase = failed.test(status) ? 'failed' : phases[state.trigger] ?? 'started';
  const applies = state.trigger === 'run:applying' || applying.test(status) || (state.trigger === 'run:completed' && status !== 'planned_and_finished' && status !== 'planned_and_saved');
  const applied = applies && phase === 'succeeded';
  // what is thrown away was a plan
  const changes = status !== 'discarded' && (applies || phase === 'failed');
  return {
    kind: 'change',
    event: {
      id: factId('change', 'terraform-cloud', undefined, 'run', run),
      parser: 1,
      kind: changes ? 'infrastructure' : 'job',
      phase,
      phases: [{ phase, at }],
      occurredAt: createdAt,
      ...(phase === 'started' ? {} : { finishedAt: at }),
      updatedAt: at,
      observedAt: receivedAt,
      detectedBy: 'live',
      source: { provider: 'terraform-cloud', instance: instanceOf(workspace), ...(told.run_url === undefined ? {} : { url: told.run_url }) },
      ...environmentOf(workspace, settings),
      services: [],
      entities: entityOf(workspace),
      ...actorOf(told, state),
      title: title(`${changes ? 'Terraform run' : 'Terraform plan'} in ${workspace.name ?? workspace.id ?? 'a workspace'}${told.run_message === undefined ? '' : `: ${told.run_message}`}`),
      diff: [],
      identities: [],
      links: told.run_url === undefined ? [] : [{ title: `Run ${run}`, url: told.run_url }],
      attributes: {
        run,
        trigger: state.trigger,
        applied,
        ...(status === '' ? {} : { runStatus: status }),
        ...(state.message === undefined ? {} : { message: state.message }),
        ...(state.error_message === undefined ? {} : { error: state.error_message }),
        ...(workspace.id === undefined ? {} : { workspace: workspace.id }),
      },
    },
  };
};

const isMachine = (name: string): boolean => /^(api-(org|team)[-_]|.*\[bot\]$)/.test(name);

/** Who confirmed or cancelled it, else who created it; the tokens of organizations and teams are machines. */
const actorOf = ({ run_created_by: createdBy }: RunNotification, { run_updated_by: updatedBy }: State): { actor?: Actor } => {
  const name = updatedBy ?? createdBy;
  if (name === undefined) return {};
  const behind = isMachine(name) && createdBy !== undefined && !isMachine(createdBy) ? { onBehalfOf: createdBy } : {};
  return { actor: { name, kind: isMachine(name) ? 'automation' : 'human', basis: 'sender', ...behind } };
};

import { factId, type ChangePhase, type Time } from '@culprit/domain';
import { after } from '../../provider/branches.js';
import { told } from '../../provider/change.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { commitIdentity } from '../../provider/fields.js';
import { cut } from '../../provider/wording.js';
import { actorOf, isMain, pathOf } from './place.js';
import type { Identity } from './schema.js';
import type { Settings } from './settings.js';

const results: Readonly<Record<string, ChangePhase>> = {
  succeeded: 'succeeded', partiallysucceeded: 'succeeded', failed: 'failed', canceled: 'failed', cancelled: 'failed', stopped: 'failed', rejected: 'failed',
};
/** What a result means, in whichever case it is written. Partly succeeded did what it did. */
export const phaseOf = (result: string | null | undefined): ChangePhase | undefined => {
  const word = (result ?? '').toLowerCase();
  return Object.hasOwn(results, word) ? results[word] : undefined;
};

const goingOn = new Set(['inProgress', 'running', 'canceling', 'cancelling']);

/** A run of a pipeline, as a build and as its own events tell it, or a stage of one. */
export interface Run {
  readonly kind: 'run' | 'stage';
  /** The project's GUID, then what it is called there: a run has the number of its build. */
  readonly key: readonly [string, ...string[]];
  readonly name: string;
  readonly pipeline: string;
  readonly state: string | null | undefined;
  readonly result: string | null | undefined;
  readonly began: Time | undefined;
  readonly at: Time | undefined;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly reason: string | null | undefined;
  readonly url: string | null | undefined;
  readonly project: string | null | undefined;
  readonly organisation: string | undefined;
  readonly repository: string | undefined;
  readonly people: readonly (Identity | null | undefined)[];
  readonly environment: string | undefined;
}

export const statement = (run: Run, { receivedAt, settings }: Delivery<Settings>): Normalized => {
  const tag = after('refs/tags/', run.ref ?? '');
  if (run.environment === undefined && run.reason === 'pullRequest') return skip('build of a pull request: not merged');
  if (run.environment === undefined && run.ref && tag === undefined && !isMain(run.ref, undefined, settings)) return skip(`build of ${run.ref}, not of a branch of the settings`);
  const over = run.state === 'completed';
  if (!over && !goingOn.has(run.state ?? '')) return skip(`${run.kind} ${cut(run.state ?? 'of no state', 60)}: it has not begun`);
  const phase = over ? phaseOf(run.result) : 'started';
  if (phase === undefined) return skip(`${run.kind} ended with ${cut(run.result ?? 'nothing', 60)}: neither a success nor a failure`);
  const at = run.at ?? receivedAt;
  const place = pathOf(run.organisation, run.project);
  const ref = tag ?? run.ref?.replace('refs/heads/', '');
  return ok([told({
    id: factId('change', 'azuredevops', ...run.key),
    kind: run.environment === undefined ? 'job' : 'deployment',
    phase,
    began: run.began !== undefined && run.began <= at ? run.began : at,
    at,
    source: { provider: 'azuredevops', ...(place === '' ? {} : { instance: place }), url: run.url ?? undefined },
    environment: run.environment,
    entities: [...(run.repository === undefined ? [] : [run.repository]), `azuredevops:pipeline/${pathOf(run.project, run.pipeline)}`],
    actor: actorOf(...run.people),
    title: `${run.pipeline} ${run.kind === 'stage' ? `stage ${run.name}` : `#${run.name}`}${ref ? ` at ${ref}` : ''}${run.environment === undefined ? '' : ` to ${run.environment}`}`,
    revision: run.commit || tag ? { ...(run.commit ? { commit: run.commit } : {}), ...(tag ? { version: tag } : {}) } : undefined,
    identities: commitIdentity(run.commit),
    links: [{ title: run.kind === 'stage' ? 'Stage' : 'Run', url: run.url }],
    attributes: { pipeline: run.pipeline, ref, reason: run.reason ?? undefined, state: run.state ?? undefined, result: run.result ?? undefined },
  }, receivedAt)]);
};

import { builds, isSameCommit } from '@culprit/domain';
import type { Told } from './told.js';

/** From the revision before to this one. */
export interface Range {
  /** Undefined: nobody knows what ran before. */
  readonly from: string | undefined;
  readonly to: string;
  /** Who says so: this change, or one that it is linked to. */
  readonly by: Told;
}

/** What of other changes a range is found by. */
export interface Before {
  /** The commit that an image was built of. */
  readonly commitOf: (image: string) => Promise<string | undefined>;
  /** The commit of the deployment before this one, in the same place. */
  readonly deployedBefore: (deployment: Told) => Promise<string | undefined>;
}

/** A GitOps tool names a commit of its configuration, not of what it deploys. */
const isSync = ({ source, entities }: Told): boolean => source.provider === 'argocd' || source.provider === 'flux' || entities.some((entity) => /^(flux:kustomization|argocd:application)\//.test(entity));

/** What was deployed, and what before it: of the change itself, else of the build or deployment that it is linked to, of code, of a sync last. */
export const rangeOf = async (change: Told, linked: readonly Told[], before: Before): Promise<Range | undefined> => {
  const running = [change, ...linked].filter(({ kind }) => kind !== 'code');
  const by = [change, ...running.filter((each) => !isSync(each)), ...linked.filter((each) => !isSync(each)), ...running].find(({ revision }) => revision?.commit !== undefined);
  const said = by?.revision?.commit;
  // one of them may name it whole
  const to = said === undefined ? undefined : [said, ...[change, ...linked].flatMap(({ revision }) => revision?.commit ?? [])].filter((name) => isSameCommit(name, said)).reduce((a, b) => (b.length > a.length ? b : a));
  return by === undefined || to === undefined ? undefined : { from: await fromOf(change, linked, running, to, before), to, by };
};

const names = (revision: Told['revision'], commit: string): boolean => revision?.commit !== undefined && isSameCommit(revision.commit, commit);

const fromOf = async (change: Told, linked: readonly Told[], running: readonly Told[], to: string, { commitOf, deployedBefore }: Before): Promise<string | undefined> => {
  const said = (all: readonly Told[]): string | undefined => all.find(({ revision }) => names(revision, to) && revision?.previous?.commit !== undefined)?.revision?.previous?.commit;
  // what was pushed before says nothing of what ran before
  if (builds(change.kind)) return said([change]) ?? said(linked);
  const known = said(running);
  if (known !== undefined) return known;
  const image = running.map(({ revision }) => revision?.previous?.image).find((each) => each !== undefined);
  const built = image === undefined ? undefined : await commitOf(image);
  if (built !== undefined) return built;
  const deployment = running.find(({ kind, revision }) => kind === 'deployment' && names(revision, to));
  return deployment === undefined ? undefined : deployedBefore(deployment);
};

/** Of the deployments before this one, newest first, what the last good one in the same place put there. */
export const lastBefore = (deployment: Told, earlier: readonly Told[]): string | undefined =>
  earlier.find(({ id, kind, phase, source, environment, services, occurredAt, revision }) =>
    id !== deployment.id && kind === 'deployment' && phase === 'succeeded' && revision?.commit !== undefined && occurredAt < deployment.occurredAt &&
    source.provider === deployment.source.provider && source.instance === deployment.source.instance && environment === deployment.environment &&
    services.join('\n') === deployment.services.join('\n'))?.revision?.commit;

import { Time } from '@culprit/domain';
import { z } from 'zod';
import { kind } from '../define.js';
import type { Act } from '../kind.js';
import type { Meta } from '../meta.js';

const Release = z.object({ version: z.int(), chartName: z.string().nullish(), chartVersion: z.string().nullish(), status: z.string(), firstDeployed: Time.nullish(), lastDeployed: Time.nullish() });
const HelmRelease = z.object({ spec: z.looseObject({}), status: z.object({ history: z.array(Release).nullish() }).nullish() });
type HelmRelease = z.output<typeof HelmRelease>;

const outcome = { deployed: 'succeeded', superseded: 'succeeded', failed: 'failed', 'pending-install': 'started', 'pending-upgrade': 'started', 'pending-rollback': 'started' } as const;
const isKnown = (status: string): status is keyof typeof outcome => Object.hasOwn(outcome, status);

/** The newest release of its history. */
const released = ({ metadata, status }: HelmRelease & { readonly metadata: Meta }): Act[] => {
  const [last, before] = status?.history ?? [];
  if (!last?.lastDeployed || !isKnown(last.status)) return [];
  const chart = last.chartName ?? metadata.name;
  return [{
    key: `release ${last.version}`,
    title: `Release ${metadata.name}: ${chart} ${last.chartVersion ?? ''}`.trimEnd().slice(0, 300),
    phase: outcome[last.status],
    startedAt: last.lastDeployed,
    at: last.lastDeployed,
    actor: { name: 'helm-controller', kind: 'automation', basis: 'manager' },
    ...(last.chartVersion ? { version: last.chartVersion } : {}),
    ...(before?.chartVersion && before.chartVersion !== last.chartVersion ? { before: before.chartVersion } : {}),
    identities: [],
    entities: [`flux:helmrelease/${metadata.name}`],
    attributes: { release: metadata.name, revision: last.version },
  }];
};

/** Its values are the author's own and shown by shape alone. */
export const helmrelease = kind({
  name: 'helmrelease',
  title: 'HelmRelease',
  served: [{ group: 'helm.toolkit.fluxcd.io', version: 'v2', plural: 'helmreleases' }, { group: 'helm.toolkit.fluxcd.io', version: 'v2beta2', plural: 'helmreleases' }, { group: 'helm.toolkit.fluxcd.io', version: 'v2beta1', plural: 'helmreleases' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  schema: HelmRelease,
  acts: released,
});

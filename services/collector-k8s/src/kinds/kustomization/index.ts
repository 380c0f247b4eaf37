import { z } from 'zod';
import { kind } from '../define.js';
import type { Act } from '../kind.js';
import { conditionOf, Conditions, entityOf, type Meta } from '../meta.js';

const Kustomization = z.object({
  spec: z.looseObject({}),
  status: z.object({ lastAppliedRevision: z.string().nullish(), lastAttemptedRevision: z.string().nullish(), conditions: Conditions, inventory: z.object({ entries: z.array(z.object({ id: z.string() })).nullish() }).nullish() }).nullish(),
});
type Kustomization = z.output<typeof Kustomization>;

/** `shop_rest-api_apps_Deployment`: an entry of the inventory. */
const entity = (id: string): string | undefined => {
  const [namespace, name, , kindName] = id.split('_');
  return name && kindName ? entityOf(namespace, kindName, name) : undefined;
};
const entitiesOf = ({ status }: Kustomization): string[] => (status?.inventory?.entries ?? []).flatMap(({ id }) => entity(id) ?? []).slice(0, 200);

/** A revision that was applied, or that could not be. */
const applied = (it: Kustomization & { readonly metadata: Meta }): Act[] => {
  const { metadata, status } = it;
  const ready = conditionOf(status?.conditions, 'Ready');
  const revision = status?.lastAttemptedRevision ?? status?.lastAppliedRevision;
  if (!revision || !ready?.lastTransitionTime || ready.status === 'Unknown') return [];
  const at = ready.lastTransitionTime;
  const commit = /(?:sha1:|\/|@|^)([0-9a-f]{40})$/.exec(revision)?.[1];
  return [{
    key: `revision ${revision}`,
    title: `Apply ${metadata.name} at ${(commit?.slice(0, 7) ?? revision).slice(0, 60)}`,
    phase: ready.status === 'True' ? 'succeeded' : 'failed',
    startedAt: at,
    at,
    actor: { name: 'kustomize-controller', kind: 'automation', basis: 'manager' },
    ...(commit === undefined ? { version: revision.slice(0, 200) } : { commit }),
    identities: commit === undefined ? [] : [`commit:${commit}`],
    entities: [...entitiesOf(it), `flux:kustomization/${metadata.name}`],
    attributes: { kustomization: metadata.name },
  }];
};

export const kustomization = kind({
  name: 'kustomization',
  title: 'Kustomization',
  served: [{ group: 'kustomize.toolkit.fluxcd.io', version: 'v1', plural: 'kustomizations' }, { group: 'kustomize.toolkit.fluxcd.io', version: 'v1beta2', plural: 'kustomizations' }],
  namespaced: true,
  change: 'config',
  reach: 'objects',
  schema: Kustomization,
  facts: (it) => ({ acts: entitiesOf(it) }),
  acts: applied,
});

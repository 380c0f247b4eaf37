import type { Asked } from '../catalog/graph.js';
import { commitStem } from '../events/commit.js';
import type { Changes } from './candidates.js';
import type { Placed } from './placed.js';

/** What judging an incident asked of the changes and of the calls: of all others it would say the same. */
export interface LookedAt {
  readonly services: Set<string>;
  /** Of commits what all their names begin with. */
  readonly names: Set<string>;
  readonly calls: Asked;
}

const nameOf = (identity: string): string => commitStem(identity) ?? identity;

export const lookedAt = (): LookedAt => ({ services: new Set(), names: new Set(), calls: new Set() });

/** The same changes; notes what is asked. What is on no service is always asked for, if only to be counted. */
export const watched = (changes: Changes, { services, names }: LookedAt): Changes => ({
  ...changes,
  of: (service, window) => {
    services.add(service);
    return changes.of(service, window);
  },
  isTouched: (service, window) => {
    services.add(service);
    return changes.isTouched(service, window);
  },
  called: (identity, window, since) => {
    names.add(nameOf(identity));
    return changes.called(identity, window, since);
  },
});

/** Whether what was looked at may have become another. Other services' changes lend no more than the names of their commits. */
export const touches = ({ services, identities = [] }: Placed, looked: LookedAt): boolean =>
  services.length === 0 || services.some((service) => looked.services.has(service)) || identities.some((identity) => looked.names.has(nameOf(identity)));

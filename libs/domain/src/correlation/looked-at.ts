import type { Asked } from '../catalog/graph.js';
import { commitStem } from '../events/commit.js';
import type { Changes, Window } from './candidates.js';
import { isBetween, type Placed } from './placed.js';
import { placedOf } from './run.js';
import { isLate } from './told-late.js';

/** What judging an incident asked of the changes and of the calls: of all others it would say the same. */
export interface LookedAt {
  /** Between when each was asked for, ms. */
  readonly services: Map<string, { from: number; to: number }>;
  /** Of commits what all their names begin with. */
  readonly names: Set<string>;
  readonly calls: Asked;
  /** From when on it asked on which services anything was changed, ms. */
  anywhereFrom: number;
}

const nameOf = (identity: string): string => commitStem(identity) ?? identity;

export const lookedAt = (): LookedAt => ({ services: new Map(), names: new Set(), calls: new Set(), anywhereFrom: Number.POSITIVE_INFINITY });

/** The same changes; notes what is asked. What is on no service is always asked for, if only to be counted. */
export const watched = (changes: Changes, looked: LookedAt): Changes => {
  const { services, names } = looked;
  const note = (service: string, { from, to }: Pick<Window, 'from' | 'to'>): void => {
    const known = services.get(service);
    if (known === undefined) return void services.set(service, { from, to });
    known.from = Math.min(known.from, from);
    known.to = Math.max(known.to, to);
  };
  return {
    ...changes,
    of: (service, window) => {
      note(service, window);
      const run = changes.of(service, window);
      // what leads to no other now is not asked for any more
      for (const { identities } of placedOf(run)) if (identities !== undefined) for (const identity of identities) names.add(nameOf(identity));
      return run;
    },
    during: (service, window) => {
      note(service, window);
      return changes.during(service, window);
    },
    touchedFew: (window, most) => {
      looked.anywhereFrom = Math.min(looked.anywhereFrom, window.from);
      return changes.touchedFew(window, most);
    },
    called: (identity, window, since) => {
      names.add(nameOf(identity));
      return changes.called(identity, window, since);
    },
  };
};

/** Whether what was looked at may have become another. What is told late is asked of all services at once. Other services' changes lend no more than the names of their commits. */
export const touches = (placed: Placed, looked: LookedAt): boolean => {
  const { change, services, identities = [], occurredAt, instants } = placed;
  const isLooked = (service: string): boolean => { const asked = looked.services.get(service); return asked !== undefined && (isLate(change) || isBetween(placed, asked.from, asked.to)); };
  const isAnywhere = (instants?.[instants.length - 1] ?? occurredAt) >= looked.anywhereFrom;
  return services.length === 0 || isAnywhere || services.some(isLooked) || identities.some((identity) => looked.names.has(nameOf(identity)));
};

import { compareText } from '@culprit/domain';
import type { ChangeRow } from '@culprit/ports';

const WITHIN_MS = 3 * 86_400_000;
const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((x) => b.includes(x));
const agree = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

/** Two steps of the same change as different tools saw it; `timeline-changes.sql` says the same in SQL. */
export const areLinked = (a: ChangeRow, b: ChangeRow): boolean =>
  a.id !== b.id &&
  shares(a.identities, b.identities) &&
  (a.source.provider !== b.source.provider || a.kind !== b.kind) &&
  agree(a.environment, b.environment) &&
  (a.services.length === 0 || b.services.length === 0 || shares(a.services, b.services)) &&
  Math.abs(Date.parse(a.occurredAt) - Date.parse(b.occurredAt)) <= WITHIN_MS;

/** Those of the pool that are linked to the one of this id, also through others; oldest first. */
export const linkedTo = (id: string, pool: ReadonlyMap<string, ChangeRow>): ChangeRow[] => {
  const start = pool.get(id);
  if (start === undefined) return [];
  const found = new Set<ChangeRow>([start]);
  for (const change of found) {
    for (const other of pool.values()) {
      // Through a merge that touches no service the rollouts of two services meet: they are not one change.
      if (areLinked(change, other) && agree(start.environment, other.environment) && (start.services.length === 0 || other.services.length === 0 || shares(start.services, other.services))) found.add(other);
    }
  }
  found.delete(start);
  return [...found].sort((a, b) => compareText(a.occurredAt, b.occurredAt) || compareText(a.id, b.id));
};

import { mergeChange, type Change, type PhaseAt } from '@culprit/domain';
import type { ChangeRow } from '@culprit/ports';
import { stored, told } from '../times.js';
import { subjectHash } from './subject.js';

/**
 * What stands in `body`: the change without what adds up over its statements. Its keys stand as the schema has them; where canonical JSON
 * decides, the statement rule makes it when read.
 */
const bodyOf = ({ phases: _phases, observedAt: _observedAt, ...said }: Change): string => JSON.stringify(said);

export const changeRow = (change: Change): object => ({
  subject: subjectHash(change),
  ts: stored(change.occurredAt),
  id: change.id,
  parser: change.parser,
  updated_at: stored(change.updatedAt),
  observed_at: stored(change.observedAt),
  environment: change.environment ?? '',
  cluster: change.cluster ?? '',
  namespace: change.namespace ?? '',
  kind: change.kind,
  phase: change.phase,
  actor: change.actor?.name ?? '',
  actor_kind: change.actor?.kind ?? 'unknown',
  provider: change.source.provider,
  entities: change.entities,
  identities: change.identities,
  out_of_band: change.outOfBand === true,
  title: change.title,
  scope_clusters: change.scope?.clusters ?? [],
  scope_namespaces: change.scope?.namespaces ?? [],
  phases: JSON.stringify(change.phases),
  body: bodyOf(change),
});

export interface StoredStatement {
  id: string;
  time: string;
  said: string;
  body: string;
  phases: string;
  observed: string;
  services: string[];
  mappedBy: string;
}

/** A change as all its statements say it, and which of them counts. */
export interface MergedChange {
  readonly row: ChangeRow;
  readonly time: string;
  readonly said: string;
}

const eventOf = (s: StoredStatement): Change => ({ ...(JSON.parse(s.body) as Omit<Change, 'phases' | 'observedAt'>), phases: JSON.parse(s.phases) as PhaseAt[], observedAt: told(s.observed) });

/** The domain's statement rule over rows; one entry for each id. */
export const mergeStatements = (statements: readonly StoredStatement[]): Map<string, MergedChange> => {
  const byId = new Map<string, StoredStatement[]>();
  for (const s of statements) byId.set(s.id, [...(byId.get(s.id) ?? []), s]);
  const merged = new Map<string, MergedChange>();
  for (const [id, all] of byId) {
    const change = all.map(eventOf).reduce(mergeChange);
    const body = all.length === 1 ? all[0]?.body : bodyOf(change);
    const counts = all.find((s) => s.body === body) ?? all[0];
    if (counts === undefined) continue;
    merged.set(id, { row: { ...change, services: counts.services, mappedBy: counts.mappedBy === '' ? 'unmapped' : counts.mappedBy }, time: counts.time, said: counts.said });
  }
  return merged;
};

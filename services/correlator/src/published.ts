import type { Incident } from '@culprit/domain';

interface Newest {
  readonly incident: Incident;
  readonly offset: number;
}

/** What stands on the incidents topic: of each id the newest, which is the highest revision, then the later offset. */
export interface Published {
  get(id: string): Incident | undefined;
  of(environment: string): Iterable<Incident>;
  all(): Iterable<Incident>;
  /** Rises when what stands there of an environment becomes another. */
  version(environment: string): number;
  /** Whether this record is the newest of its id: what we wrote ourselves is known when it is read. */
  isNewest(id: string | null, offset: number): boolean;
  /** Takes a record as read or as just written; true when it becomes the newest. */
  put(incident: Incident, offset: number): boolean;
}

export const publishedIncidents = (): Published => {
  const newest = new Map<string, Newest>();
  const byEnvironment = new Map<string, Set<string>>();
  const versions = new Map<string, number>();
  const incidents = function* (ids: Iterable<string>): Iterable<Incident> {
    for (const id of ids) {
      const known = newest.get(id);
      if (known !== undefined) yield known.incident;
    }
  };
  return {
    get: (id) => newest.get(id)?.incident,
    of: (environment) => incidents(byEnvironment.get(environment) ?? []),
    all: () => incidents(newest.keys()),
    version: (environment) => versions.get(environment) ?? 0,
    isNewest: (id, offset) => id !== null && newest.get(id)?.offset === offset,
    put: (incident, offset) => {
      const known = newest.get(incident.id);
      if (known !== undefined && (known.incident.revision > incident.revision || (known.incident.revision === incident.revision && known.offset >= offset))) return false;
      newest.set(incident.id, { incident, offset });
      versions.set(incident.environment, (versions.get(incident.environment) ?? 0) + 1);
      const ids = byEnvironment.get(incident.environment) ?? new Set();
      byEnvironment.set(incident.environment, ids.add(incident.id));
      return true;
    },
  };
};

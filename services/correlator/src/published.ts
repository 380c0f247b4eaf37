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
  /** Takes a record as read or as just written; true when it becomes the newest. */
  put(incident: Incident, offset: number): boolean;
}

export const publishedIncidents = (): Published => {
  const newest = new Map<string, Newest>();
  const byEnvironment = new Map<string, Set<string>>();
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
    put: (incident, offset) => {
      const known = newest.get(incident.id);
      if (known !== undefined && (known.incident.revision > incident.revision || (known.incident.revision === incident.revision && known.offset >= offset))) return false;
      newest.set(incident.id, { incident, offset });
      const ids = byEnvironment.get(incident.environment) ?? new Set();
      byEnvironment.set(incident.environment, ids.add(incident.id));
      return true;
    },
  };
};

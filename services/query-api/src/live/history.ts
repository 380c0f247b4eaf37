import type { Incident } from '@culprit/domain';

/** What a filter looks at: all that is remembered of a revision once it was handed over. */
export type Facts = Pick<Incident, 'environment' | 'status' | 'severity' | 'services' | 'openedAt'> & {
  /** Of the first suspect; null: there is none. */
  readonly probability: number | null;
};

export const factsOf = (incident: Incident): Facts => ({
  environment: incident.environment,
  status: incident.status,
  severity: incident.severity,
  services: incident.services,
  openedAt: incident.openedAt,
  probability: incident.suspects[0]?.probability ?? null,
});

/** The revision before: its facts, `none` of a first one, `gone` when the log no longer has it. */
export type Before = Facts | 'none' | 'gone';

interface Known {
  /** Revision → offset of its first record. */
  readonly firsts: Map<number, number>;
  readonly lowest: number;
  facts: Facts;
}

/**
 * Which record was the first of its (incident, revision). A woken zombie may write a revision again; whoever starts in the middle of
 * the log cannot see that by what follows, so one reader remembers it from the start for all.
 */
export class History {
  private readonly incidents = new Map<string, Known>();

  /** Takes records in log order. Null: this revision was there before. */
  take(offset: number, incident: Incident): { readonly before: Before } | null {
    const facts = factsOf(incident);
    const known = this.incidents.get(incident.id);
    if (known === undefined) {
      this.incidents.set(incident.id, { firsts: new Map([[incident.revision, offset]]), lowest: incident.revision, facts });
      return { before: incident.revision === 1 ? 'none' : 'gone' };
    }
    // Below the lowest known: compaction took the first record of it, not that there was none.
    if (incident.revision < known.lowest || known.firsts.has(incident.revision)) return null;
    known.firsts.set(incident.revision, offset);
    const before = known.facts;
    known.facts = facts;
    return { before };
  }

  isFirst(offset: number, { id, revision }: Incident): boolean {
    return this.incidents.get(id)?.firsts.get(revision) === offset;
  }

  /** Where the first record of the revision before stands; null when the log no longer has it or there was none. */
  offsetBefore({ id, revision }: Incident): number | null {
    const firsts = this.incidents.get(id)?.firsts ?? new Map<number, number>();
    const before = Math.max(...[...firsts.keys()].filter((known) => known < revision));
    return firsts.get(before) ?? null;
  }
}

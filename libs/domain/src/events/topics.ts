const DAY = 86_400_000;

export interface TopicSpec {
  /** Full name, `culprit.changes.v1`. */
  readonly name: string;
  readonly partitions: number;
  readonly compacted: boolean;
  /** How long records are kept, ms; for a compacted topic how long they are kept whole at least. */
  readonly keptMs?: number;
}

const spec = (name: string, partitions: number, compacted: boolean, keptMs?: number): TopicSpec => ({
  name: `culprit.${name}.v1`, partitions, compacted, ...(keptMs === undefined ? {} : { keptMs }),
});

/** The topics of contracts.md section 2. Partition counts are never changed in place; kept times may be configured. */
export const topics = {
  deliveries: spec('deliveries', 6, false, 14 * DAY),
  changes: spec('changes', 6, false, 400 * DAY),
  alerts: spec('alerts', 6, false, 400 * DAY),
  dependencies: spec('dependencies', 3, true),
  catalog: spec('catalog', 3, true),
  incidents: spec('incidents', 6, true, 7 * DAY),
  coverage: spec('coverage', 1, true),
  feedback: spec('feedback', 1, false, 400 * DAY),
  dlq: spec('dlq', 1, false, 14 * DAY),
  k8sState: spec('k8s-state', 6, true),
} as const satisfies Record<string, TopicSpec>;
export type TopicName = keyof typeof topics;

/** One way in which another house's events look otherwise; everything else is as it is without. */
export interface Variant {
  /** How often a decoy is made an hour; 6 where it is not said. */
  readonly perHour?: number;
  /** Alerts say their class, or nothing of it, or only in their title. */
  readonly classes?: 'untold' | 'titled';
  /** Of the alerts only those of the entry; or more services that alert with them, so many of all. */
  readonly who?: 'entry' | 'many';
  readonly itself?: boolean;
  readonly lag?: readonly [number, number];
  readonly perHop?: number;
  readonly calls?: 'none' | 'half' | 'both-ways' | 'twice' | 'otel';
  /** What alerts name: another name of the service that nobody has told of. */
  readonly names?: 'pods' | 'namespaced' | 'versioned' | 'entities' | 'mapped-entities';
  /** The kind of every change. */
  readonly kind?: string;
  /** Decoys come in trains of so many within ten minutes. */
  readonly train?: number;
  /** What was changed is changed so often again within half an hour before or after, harmlessly. */
  readonly again?: number;
  /** What did it is one of so many changes at most, each of another service, that are rolled out within five minutes before the first sign. */
  readonly together?: number;
  /** From one incident to the next, s. */
  readonly every?: number;
  readonly resolved?: 'never' | 'fingerprints-apart';
  /** Alerts and changes say so. */
  readonly environment?: string;
  /** What alerts was deployed harmlessly two minutes before. */
  readonly victim?: boolean;
  /** So often something odd is told within ten minutes before. */
  readonly before?: number;
  /** How long alerts last, s. */
  readonly lasts?: readonly [number, number];
  /** An alert is on a call: who is called is its service, who called is told apart. */
  readonly onCalls?: boolean;
}

export const variants: Readonly<Record<string, Variant>> = {
  'class-untold': { classes: 'untold' },
  'class-in-title': { classes: 'titled' },
  'entry-only': { who: 'entry' },
  'many-at-once': { who: 'many' },
  'callers-first': { perHop: -90 },
  'callers-late': { perHop: 90 },
  'root-silent': { itself: false },
  'root-alerts': { itself: true },
  'lag-1-20': { lag: [60, 1200] },
  'no-calls': { calls: 'none' },
  'no-calls-silent': { calls: 'none', itself: false },
  'half-calls': { calls: 'half' },
  'calls-both-ways': { calls: 'both-ways' },
  'calls-twice': { calls: 'twice' },
  'calls-otel': { calls: 'otel' },
  'names-pods': { names: 'pods' },
  'names-namespaced': { names: 'namespaced' },
  'names-versioned': { names: 'versioned' },
  entities: { names: 'entities' },
  'entities-mapped': { names: 'mapped-entities' },
  'kind-deployment': { kind: 'deployment' },
  'kind-config': { kind: 'config' },
  'kind-custom': { kind: 'custom' },
  'kind-infrastructure': { kind: 'infrastructure' },
  'kind-flag': { kind: 'feature-flag' },
  trains: { train: 6 },
  together: { together: 6, perHour: 0 },
  'together-silent': { together: 6, perHour: 0, itself: false },
  again: { again: 2 },
  'every-15': { every: 900 },
  'every-12-short': { every: 720, lasts: [120, 240] },
  'noise-before': { before: 0.6 },
  'every-8h': { every: 28800 },
  unresolved: { resolved: 'never' },
  'unresolved-apart': { resolved: 'fingerprints-apart' },
  production: { environment: 'production' },
  victim: { victim: true },
  'on-calls': { onCalls: true },
  'decoys-0': { perHour: 0 },
  'decoys-30': { perHour: 30 },
};

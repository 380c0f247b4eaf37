/** A `coordination.k8s.io/v1` Lease, as far as we use it. */
export interface Lease {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion?: string; readonly [field: string]: unknown };
  readonly spec?: { readonly holderIdentity?: string | null; readonly leaseDurationSeconds?: number | null; readonly acquireTime?: string | null; readonly renewTime?: string | null; readonly leaseTransitions?: number | null; readonly [field: string]: unknown };
}

/** What was last seen of it, and since when it has not moved, by our monotonic clock: whose clock wrote its times does not matter. */
export interface Observed {
  readonly version: string;
  readonly sinceMs: number;
}

export interface Times {
  /** How long a holder that says nothing more keeps it, seconds. */
  readonly leaseSeconds: number;
  /** Ended so much earlier, the holder ceases: nobody else can have it yet. */
  readonly marginMs: number;
  readonly renewMs: number;
  /** How often who stands by looks. */
  readonly lookMs: number;
}

/** A dead leader is followed within 9 s and a look; what it had under way has two seconds to land before. */
export const usualTimes: Times = { leaseSeconds: 9, marginMs: 2_000, renewMs: 2_000, lookMs: 1_000 };

/** Until when its holder may act, having asked for it at `askedMs`. */
export const deadline = ({ leaseSeconds, marginMs }: Times, askedMs: number): number => askedMs + leaseSeconds * 1000 - marginMs;

export const observe = (last: Observed | undefined, lease: Lease, nowMs: number): Observed => {
  const version = `${lease.metadata.resourceVersion ?? ''} ${lease.spec?.holderIdentity ?? ''} ${lease.spec?.renewTime ?? ''}`;
  return last?.version === version ? last : { version, sinceMs: nowMs };
};

/** Whether it may be taken: it is ours, nobody's, or its holder has not moved it for as long as it may. */
export const isFree = (lease: Lease, observed: Observed, me: string, times: Times, nowMs: number): boolean => {
  const holder = lease.spec?.holderIdentity ?? '';
  return holder === '' || holder === me || nowMs - observed.sinceMs >= (lease.spec?.leaseDurationSeconds ?? times.leaseSeconds) * 1000;
};

/** MicroTime, as the API server wants it. */
const micro = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/** The same lease, held by `me` from now on. */
export const held = (lease: Lease, me: string, { leaseSeconds }: Times, wallMs: number): Lease => {
  const { spec } = lease;
  const isNew = spec?.holderIdentity !== me;
  return {
    ...lease,
    spec: {
      ...spec,
      holderIdentity: me,
      leaseDurationSeconds: leaseSeconds,
      renewTime: micro(wallMs),
      acquireTime: isNew ? micro(wallMs) : (spec.acquireTime ?? micro(wallMs)),
      leaseTransitions: (spec?.leaseTransitions ?? 0) + (isNew ? 1 : 0),
    },
  };
};

/** Given back: who stands by need not wait. */
export const released = (lease: Lease, wallMs: number): Lease => ({ ...lease, spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: micro(wallMs) } });

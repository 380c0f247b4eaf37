import { severities, type Severity, type Time, type Workload } from '@culprit/domain';
import type { Health } from '@culprit/ports';

/** What makes a service's health, as `services.sql` judged it. */
export interface HealthSigns {
  readonly health: Health;
  /** Those that fire now. */
  readonly alerts: readonly { readonly severity: Severity; readonly startsAt: Time; readonly title: string }[];
  /** Those that are open now. */
  readonly incidents: readonly { readonly openedAt: Time; readonly title: string }[];
  /** Workloads with fewer ready replicas than wanted: all of them when the service has none ready, else those for longer than the hold time. */
  readonly lacking: readonly Workload[];
  readonly none: boolean;
  /** The latest end of an alert or an incident; 1970 where there was none. */
  readonly quietSince: Time;
}

const NEVER = '1970-01-01T00:00:00.000Z';
const urgent = (severity: Severity): boolean => severities.indexOf(severity) <= severities.indexOf('high');
const clock = (time: Time): string => `${time.slice(0, 19)}Z`;
const begun = (workload: Workload): Time[] => (workload.since === undefined ? [] : [workload.since]);

/** When this health began: the earliest of what makes it so. Undefined where nobody knows. */
export const sinceOf = (signs: HealthSigns): Time | undefined => {
  const starts = {
    UNHEALTHY: [
      ...signs.incidents.map((i) => i.openedAt),
      ...signs.alerts.filter((a) => urgent(a.severity)).map((a) => a.startsAt),
      ...(signs.none ? signs.lacking.flatMap(begun) : []),
    ],
    DEGRADED: [...signs.alerts.map((a) => a.startsAt), ...signs.lacking.flatMap(begun)],
    UNKNOWN: [],
    HEALTHY: signs.quietSince === NEVER ? [] : [signs.quietSince],
  } satisfies Record<Health, Time[]>;
  return starts[signs.health].sort()[0];
};

/** One sentence for each sign, worst first. */
export const reasonsOf = (signs: HealthSigns): string[] => {
  const told = [
    ...signs.incidents.map((i) => `Incident "${i.title}" is open since ${clock(i.openedAt)}.`),
    ...signs.alerts.map((a) => `Alert "${a.title}" (${a.severity}) fires since ${clock(a.startsAt)}.`),
    ...signs.lacking.map((w) => `${w.kind} ${w.namespace}/${w.name} in ${w.cluster}: ${w.ready ?? 0} of ${w.desired ?? 0} replicas ready.`),
  ];
  return told.length === 0 && signs.health === 'UNKNOWN' ? ['No source covers it now.'] : told;
};

import type { Clock, Metrics } from '@culprit/ports';
import type { Backlog } from './backlog.js';
import type { Course } from './course.js';

/** Told to the metrics once a second rather than with every append. */
export const instruments = (metrics: Metrics, course: Course, backlog: Backlog, clock: Clock): (() => void) => {
  const records = metrics.gauge('culprit_spool_records', 'Records that wait in the spool.');
  const bytes = metrics.gauge('culprit_spool_bytes', 'Bytes of the records that wait in the spool.');
  const oldest = metrics.gauge('culprit_spool_oldest_seconds', 'How long the oldest record has waited in the spool; 0 when it is empty.');
  const away = metrics.gauge('culprit_spool_log_away', '1 while the log does not acknowledge and appends go to the spool.');
  const drained = metrics.counter('culprit_spool_drained_records_total', 'Records that went from the spool to the log.');
  const appends = metrics.counter('culprit_spool_appends_total', 'Appends by where they went: log, spool, or refused.', ['way']);
  return () => {
    records.set(course.records);
    bytes.set(backlog.bytes);
    oldest.set(course.records === 0 || backlog.oldestAt === undefined ? 0 : Math.max(0, (clock.now() - backlog.oldestAt) / 1000));
    away.set(course.awaySince === undefined ? 0 : 1);
    drained.add(backlog.drained);
    backlog.drained = 0;
    for (const way of ['log', 'spool', 'refused'] as const) {
      if (backlog.ways[way] > 0) appends.add(backlog.ways[way], { way });
      backlog.ways[way] = 0;
    }
  };
};

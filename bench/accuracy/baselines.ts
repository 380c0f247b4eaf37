import type { Method } from './measure.ts';
import type { Line, Timeline } from './timeline.ts';

const text = (line: Line, field: string): string => String(line.event[field] ?? '');

/** Changes before the first alert of the case, newest first. */
const before = (timeline: Timeline, alerts: Line[]): Line[] => {
  const onset = alerts.map((a) => text(a, 'startsAt')).sort()[0] ?? '';
  return timeline.lines
    .filter((l) => l.kind === 'change' && text(l, 'occurredAt') <= onset)
    .sort((a, b) => text(b, 'occurredAt').localeCompare(text(a, 'occurredAt')) || text(a, 'id').localeCompare(text(b, 'id')));
};

const alertsOf = (timeline: Timeline, ids: string[]): Line[] => {
  const wanted = new Set(ids);
  return timeline.lines.filter((l) => l.kind === 'alert' && wanted.has(text(l, 'id')));
};

export const mostRecent: Method = (timeline) => (one) => ({ ranked: before(timeline, alertsOf(timeline, one.alertIds)).map((l) => [text(l, 'id')]) });

/** The newest change on any service that alerts. */
export const latestOnSameService: Method = (timeline) => (one) => {
  const alerts = alertsOf(timeline, one.alertIds);
  const services = new Set(alerts.map((l) => text(l, 'service')));
  return { ranked: before(timeline, alerts).filter((l) => services.has(text(l, 'service'))).map((l) => [text(l, 'id')]) };
};

import { Time } from '@culprit/domain';
import { z } from 'zod';
import { kind } from '../define.js';
import { entityOf } from '../meta.js';

const Event = z.object({
  reason: z.string().nullish(),
  message: z.string().nullish(),
  type: z.string().nullish(),
  involvedObject: z.object({ kind: z.string().nullish(), namespace: z.string().nullish(), name: z.string().nullish() }),
  firstTimestamp: Time.nullish(),
  lastTimestamp: Time.nullish(),
  eventTime: Time.nullish(),
  series: z.object({ lastObservedTime: Time.nullish() }).nullish(),
});

/** A probe that fails is told again at least so often. */
const LASTS_MS = 180_000;
const PROBE = /^(Readiness|Liveness|Startup) probe/;

/** Read for failing probes, which no status shows; never a change. */
export const event = kind({
  name: 'event',
  title: 'Event',
  served: [{ group: '', version: 'v1', plural: 'events' }],
  namespaced: true,
  query: { fieldSelector: 'reason=Unhealthy' },
  reach: 'objects',
  schema: Event,
  signs: ({ metadata, reason, message, involvedObject, ...when }) => {
    const last = when.series?.lastObservedTime ?? when.lastTimestamp ?? when.eventTime ?? metadata.creationTimestamp;
    const probe = PROBE.exec(message ?? '')?.[1]?.toLowerCase();
    if (reason !== 'Unhealthy' || probe === undefined || !last || involvedObject.kind !== 'Pod' || !involvedObject.name) return [];
    const since = when.firstTimestamp ?? when.eventTime ?? last;
    return [{ sign: `probe-${probe}`, class: 'availability', severity: 'medium', says: `${probe} probes fail`, churn: true, since, until: new Date(Date.parse(last) + LASTS_MS).toISOString(), of: entityOf(involvedObject.namespace ?? metadata.namespace, 'pod', involvedObject.name) }];
  },
});

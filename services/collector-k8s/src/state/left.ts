import { timeOf, type Dependency, type Service } from '@culprit/domain';
import { eventRecord } from '@culprit/nest';
import type { NewRecord } from '@culprit/ports';
import { instanceOf } from '../shard.js';
import type { Marker } from './known.js';
import { forgetMarkerRecord } from './records.js';

/** What shards of a cluster left behind that are no more. */
export interface Left {
  readonly cluster: string;
  readonly now: number;
  readonly markers: readonly Marker[];
  readonly services: readonly Service[];
  readonly dependencies: readonly Dependency[];
}

/** Ends what they said, for nobody else would: their services, their edges, the gaps that were open in what they saw, and how far they were. */
export const leftRecords = ({ cluster, now, markers, services, dependencies }: Left): NewRecord[] => {
  const observedAt = timeOf(now);
  const shards = [...new Set(markers.map(({ shard }) => shard))];
  return [
    ...services.map((service) => eventRecord({ kind: 'service', event: { ...service, workloads: [], removed: true, observedAt } })),
    ...dependencies.map((dependency) => eventRecord({ kind: 'dependency', event: { ...dependency, validTo: observedAt, observedAt } })),
    ...shards.map((shard) => {
      const gaps = markers.filter((marker) => marker.shard === shard).flatMap((marker) => marker.gaps.map((gap) => ({ ...gap, to: gap.to ?? observedAt })));
      return eventRecord({ kind: 'coverage', event: { source: 'kubernetes', instance: instanceOf(cluster, shard), gaps, observedAt } });
    }),
    ...markers.map(forgetMarkerRecord),
  ];
};

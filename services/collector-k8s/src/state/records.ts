import { topics, type Alert } from '@culprit/domain';
import type { NewRecord } from '@culprit/ports';
import { ALERTS, IDENTITIES, markerUid, stateKey, type Identity, type Marker, type StateRecord } from './known.js';

const at = (key: string, value: unknown): NewRecord => ({
  topic: topics.k8sState.name,
  partitionKey: key,
  key,
  value: value === null ? null : JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});

export const stateRecord = ({ known, changes }: StateRecord): NewRecord => at(stateKey(known.cluster, known.kind, known.uid), { known, changes });
export const markerRecord = (marker: Marker): NewRecord => at(stateKey(marker.cluster, marker.kind, markerUid(marker.shard)), marker);
/** Of a shard that is no more. */
export const forgetMarkerRecord = ({ cluster, kind, shard }: Pick<Marker, 'cluster' | 'kind' | 'shard'>): NewRecord => at(stateKey(cluster, kind, markerUid(shard)), null);
/** Removes an object whose end has been told. */
export const forgetRecord = (known: StateRecord['known']): NewRecord => at(stateKey(known.cluster, known.kind, known.uid), null);

/** An alert stands in the state until its end has been told. */
export const alertRecord = (cluster: string, alert: Alert): NewRecord => at(stateKey(cluster, ALERTS, alert.fingerprint), { alert });
export const forgetAlertRecord = (cluster: string, alert: Alert): NewRecord => at(stateKey(cluster, ALERTS, alert.fingerprint), null);

export const identityRecord = (identity: Identity): NewRecord => at(stateKey(identity.cluster, IDENTITIES, identity.uid), identity);
export const forgetIdentityRecord = (cluster: string, uid: string): NewRecord => at(stateKey(cluster, IDENTITIES, uid), null);

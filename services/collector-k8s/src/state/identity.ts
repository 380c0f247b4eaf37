import type { EventLog } from '@culprit/ports';
import type { Identity } from './known.js';
import { identitiesIn } from './read.js';
import { forgetIdentityRecord, identityRecord } from './records.js';

/** Two clusters have one name: what is known of one would be taken for the other's. */
export class ForeignCluster extends Error {
  override readonly name = 'ForeignCluster';
  constructor(cluster: string, known: string, found: string) {
    super(
      `the name ${cluster} belongs to another cluster already (uid of its kube-system ${known}, here ${found}): give this one another name (COLLECTOR_K8S_CLUSTER), ` +
        `or, where it is that cluster built anew, set COLLECTOR_K8S_REPLACES=${known}`,
    );
  }
}

const first = (a: Identity, b: Identity): number => (a.since === b.since ? (a.uid < b.uid ? -1 : 1) : a.since < b.since ? -1 : 1);

/** Puts down which cluster has the name. Rejects with ForeignCluster when another had it first, also when both came at once. */
export const claim = async (log: EventLog, own: Identity, replaces: string): Promise<void> => {
  const { cluster, uid } = own;
  const earliest = async (): Promise<Identity | undefined> => (await identitiesIn(log, cluster)).filter((each) => each.uid !== replaces || each.uid === uid).sort(first)[0];

  const before = await earliest();
  if (before !== undefined && before.uid !== uid) throw new ForeignCluster(cluster, before.uid, uid);
  if (replaces !== '' && replaces !== uid) await log.append([forgetIdentityRecord(cluster, replaces)]);
  if (before !== undefined) return;
  await log.append([identityRecord(own)]);
  const now = await earliest();
  if (now === undefined || now.uid === uid) return;
  await log.append([forgetIdentityRecord(cluster, uid)]);
  throw new ForeignCluster(cluster, now.uid, uid);
};

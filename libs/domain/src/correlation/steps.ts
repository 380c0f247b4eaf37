import type { Change } from '../events/change.js';
import { compareText } from '../events/canonical.js';
import { alertingIn } from '../scoring/clusters.js';
import type { Explained } from './explained.js';
import { bringsNothing } from './kind-class.js';
import { effectiveAt } from './placed.js';

export type Steps = readonly [Change, ...Change[]];

const bySteps = { code: 2, job: 1 } as const;
const stepsBefore = (change: Change): number => (change.kind === 'code' || change.kind === 'job' ? bySteps[change.kind] : 0);

const away = ({ cluster }: Change, alerting: ReadonlySet<string> | undefined): number => (cluster === undefined || alerting === undefined || alerting.has(cluster) ? 0 : 1);

const after = (change: Change, onset: string): number => (effectiveAt(change, onset) > onset ? 1 : 0);

/** Before what was done in clusters without alerts; and what was done only when it alerted already is nearest to nothing. */
const closest = (onset: string, alerting: ReadonlySet<string> | undefined) => (a: Change, b: Change): number =>
  stepsBefore(a) - stepsBefore(b) || after(a, onset) - after(b, onset) || away(a, alerting) - away(b, alerting) || compareText(effectiveAt(b, onset), effectiveAt(a, onset)) || compareText(a.id, b.id);

const nonEmpty = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;

/** What was done as steps of one thing: on the service itself before what names none, then the step closest to impact. Nothing where none of them brought anything anywhere. */
export const inSteps = (set: readonly Change[], own: readonly Change[], onset: string, explained: readonly Explained[]): Steps | undefined => {
  const ordered = set.length === 1 ? set : [...set].sort(closest(onset, alertingIn(explained.flatMap((e) => e.members))));
  const ownFirst = ordered === set ? set : [...ordered.filter((c) => own.includes(c)), ...ordered.filter((c) => !own.includes(c))];
  const lead = ownFirst.find((c) => !bringsNothing(c));
  if (lead === undefined || !nonEmpty(ownFirst)) return undefined;
  return lead === ownFirst[0] ? ownFirst : [lead, ...ownFirst.filter((c) => c !== lead)];
};

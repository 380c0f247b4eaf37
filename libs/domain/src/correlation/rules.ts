import { z } from 'zod';
import type { Fading } from '../catalog/fading.js';
import { AlertClass } from '../events/alert.js';
import { ChangeKind } from '../events/change.js';
import { Duration, durationMillis } from '../events/time.js';

const Span = Duration.transform(durationMillis);
const Weight = z.number();

/** Every number of the fold and of the score. A rules file is this, as YAML; durations are ISO 8601 there and milliseconds here. */
export const Rules = z.strictObject({
  version: z.string().min(1).describe('Stamped on every incident.'),
  fold: z.strictObject({
    near: Span.describe('An alert joins an incident with an alert that began at most this long before it, nearby.'),
    quiet: Span.describe('How long after its last end an incident, and a fingerprint within it, can still be reopened.'),
    groupHops: z.int().nonnegative().describe('How many calls away, either way, still is nearby.'),
    ownOnlyAfter: Span.describe('Older than this an incident takes only its own fingerprints.'),
    settledAfter: Span.describe('After this its members and suspects are final.'),
    lookback: Span.describe('How long before an incident opened its changes are candidates.'),
    linked: Span.prefault('P14D').describe('How long before it what was written or built of a candidate is still told with it. A file from before this rule has what is usual.'),
    toldLate: Span.prefault('PT30M').describe('What a third party says began at most so long after the opening may have begun before: status pages are late.'),
    skew: Span.describe('How far clocks may be apart: a change this much after the opening, or after the alert that it may have caused, is still a candidate.'),
  }),
  dependencies: z
    .strictObject({
      fading: z.array(z.string().min(1)).describe('Sources that say again and again what they see (`otel` is `otel/eu-1` too): what they have not seen for long fades.'),
      halfLife: Span.refine((ms) => ms > 0, { error: 'expected a span above zero' }).describe('Confidence in such a call halves each time it has not been seen for so long; whole days count.'),
      least: z.number().min(0).max(1).describe('Calls that are trusted less than this are not followed.'),
    })
    .prefault({ fading: ['otel'], halfLife: 'P7D', least: 0.05 })
    .describe('How far calls are trusted. A file from before these rules has what is usual.'),
  candidates: z.strictObject({
    hops: z.int().nonnegative().describe('How many calls from an alerting service to a changed one.'),
    threshold: z.number().min(0).max(1).describe('Where even the most probable change is below this, no suspect is named.'),
    most: z.int().min(1).max(5),
    newest: z.int().min(1).default(10).describe('Of each class of kinds of a service so many are weighed, counted back from the opening.'),
    peers: z.int().nonnegative().default(50).describe('Of so many services at most that live in one system or namespace each is a peer of the others.'),
    neighbours: Span.prefault('PT72H').describe('Where no known call leads, only the newest of each class of kinds is weighed, made at most so long before the incident.'),
    atRiskHops: z.int().nonnegative().describe('Callers of the first suspect within this many calls are at risk.'),
  }),
  score: z.strictObject({
    noChange: Weight.describe('Log-odds of "no change did this" against a change without any evidence, where it is the only one in the window.'),
    crowd: z.strictObject({
      window: Span.describe('Over this long before the incident the changes in reach are counted, each by what it weighs for its place: the more, the less of a surprise one is.'),
      floor: z.number().positive().describe('Counted on beside them, as so many changes whose place weighs nothing: how unlikely a place must be for a change there to stay unlikely though it be the only one.'),
    }),
    habit: z.strictObject({
      half: z.number().positive().describe('So many alerts of the same fingerprint in the lookback before it halve what an alert says.'),
      weight: Weight.describe('Times the logarithm of one more than their number, where the alert nearest to the change has them.'),
    }),
    kind: z.record(ChangeKind, Weight).describe('Prior by kind of change.'),
    time: z.strictObject({
      mixture: z.array(z.strictObject({ share: z.number().positive(), mean: Span })).min(1).describe('Delay from a change to the incident that it causes.'),
      reference: Span.describe('The delay at which time says neither yes nor no.'),
      weight: Weight,
      later: Weight.describe('For a change after the incident opened.'),
      told: Span.prefault('PT15M').describe('How long after an incident others mostly tell of what caused it.'),
      detect: z.record(AlertClass, Span).describe('How long it mostly takes from harm to an alert: a scrape, and what the monitor waits for. By class of the alert nearest to the change.'),
    }),
    hops: z.record(AlertClass, Weight).describe('Per call between the alerting and the changed service, by class of the alert.'),
    trust: Weight.default(1).describe('Times the logarithm of how far the calls to the changed service are trusted: 0 where they are known for sure.'),
    callers: Weight.describe('Extra per call against the direction of failure, for lost traffic.'),
    neighbour: Weight.describe('For a service near an alerting one to which no known call leads.'),
    consumer: Weight.default(-3).describe('For a service that reads what an alerting one sends, unless what is sent may pile up there.'),
    load: Weight.default(-4).describe('The same of who calls what is slow or full.'),
    peer: Weight.describe('For a service that lives where an alerting one does, of which nobody knows whom it calls.'),
    stranger: Weight.default(-3).describe('For a service that lives where an alerting one does, where only of itself no call is known.'),
    anywhere: Weight.default(-3).describe('For a service that was changed lately, where no call is known at all, nor where lives what alerts; less the logarithm of how many there are.'),
    coverage: z.strictObject({
      weight: Weight.describe('Times the logarithm of one more than what the alerting services say that the change explains, in halves.'),
      half: z.number().positive().describe('So much of one service that alerts is worth `weight` times the logarithm of 2; each further one adds less.'),
      beside: z.number().min(0).default(0).describe('What who alerts at the same moment in another incident says of what it calls, as a share of one that alerts in this. 0: other incidents are not looked at.'),
      byHops: z.array(z.number().nonnegative()).min(1).describe('How much one says that is so many calls away, from none on; beyond the last, nothing.'),
    }),
    explainAway: Weight.describe('Times what the alerts of something say that the changed service calls, but for lost traffic.'),
    explainAwayFurther: Weight.default(0).describe('The same where another service lies between; half of it for each further one. All of these by how far the calls are trusted.'),
    explainAwayFirst: Weight.default(0).describe('On top, where that failed before anything that the change would explain: what is only slow or full may be so by what it is sent.'),
    explainAwayWithin: Span.prefault('PT0S').describe('What failed after that is still taken to have failed first for so much: a share of e at this span. Alerts are no more exact than their monitors.'),
    symptom: z.partialRecord(AlertClass, Weight).prefault({}).describe('Times what the alerts of the changed service say, where they are of a class that mostly tells of the service itself.'),
    seen: Weight.default(0).describe('For the service that is called, where what alerts is calls to it: of one caller so much, of three twice.'),
    late: z
      .strictObject({ weight: Weight, span: Span.refine((ms) => ms > 0, { error: 'expected a span above zero' }) })
      .prefault({ weight: 0, span: 'PT5M' })
      .describe('Times the logarithm of one more than how long after the opening the nearest of what the change would explain alerted, in such spans.'),
    veto: Weight.describe('Times the share of explained alerts that began before the change.'),
    tried: Weight.default(0).describe('For a change after the opening on a service that was in trouble itself, while that went on.'),
    scopeOnly: Weight.describe('For the place of a change that names no service and may touch every service in its scope.'),
    noEnvironment: Weight.describe('For a change that does not say its environment.'),
    unreleased: Weight.default(0).describe('In its place, for code whose build failed, or that no deployment is known of, where others of its service are.'),
    place: z.strictObject({
      same: Weight.describe('For a change in a cluster that alerts.'),
      elsewhere: Weight.describe('For a change that only touched clusters without alerts. Nothing where calls lead to its service and it is known to run in no cluster that alerts.'),
      mayCallAcross: Weight.default(-4).describe('The same, where a call leads there and nobody knows where the changed service runs.'),
      partly: Weight.default(-4).describe('Times the share of the clusters that alert in which it was not made, though its service alerts or runs there: it explains none of that.'),
      sameNamespace: Weight.default(0.3).describe('For a change in a namespace in which its service alerts.'),
      otherNamespace: Weight.default(-3).describe('For a change of a service that alerts in other namespaces only.'),
    }),
    control: Weight.describe('Where only the clusters that alert got the revision lately; against it, times their share, where others got it as well and do not alert.'),
    named: Weight.describe('When an alert names the artefact, the version, the flag or the key of the setting.'),
    namedApart: Weight.default(3.5).describe('The same, where that is more than the release of what alerts: a flag, a setting, a node, or what another service runs.'),
    diff: z.strictObject({ scaledDown: Weight, lessRoom: Weight.default(1).describe('Times the share that a limit, a pool or a timeout lost, from a half on.'), more: Weight.default(-2).describe('Times the share by which replicas, or the memory or processor that may be used, grew.') }),
    exposure: Weight.default(0).describe('For a step of a flag that reaches everybody; as much against one that reaches nobody but few, and nothing for half of all.'),
    fewUsers: Weight.default(0).describe('On top, for a step of a flag that only one user who is named has; the less, the more they are.'),
    outcome: z.strictObject({ failed: Weight, rolledBack: Weight, answer: Weight.default(-2).describe('For what took back, shortly before the opening, what was changed shortly before that.'), ended: Weight.describe('On top, when the alerts that it explains ended with the rollback, or a later change that takes it back; half of it where that took `near`.') }),
    mended: z
      .strictObject({ weight: Weight, share: z.number().min(0).max(1).describe('In so many of 100 incidents that a change caused the same is changed again before the alerts end.') })
      .prefault({ weight: 0, share: 0.2 })
      .describe('For changes of a service and kind of which another came before what alerted fell silent: against how often that would be by chance.'),
    again: z
      .strictObject({ over: Weight.describe('For what was taken back before that.'), anew: Weight.describe('For what was changed before alerts came again.') })
      .prefault({ over: 0, anew: 0 })
      .describe('Where all was quiet after one change was taken back, and alerts came again after another.'),
    actor: z.strictObject({ human: Weight, autoscaler: Weight, outOfBand: Weight }),
  }),
});
export type Rules = z.output<typeof Rules>;

export const fadingOf = ({ dependencies: { fading: sources, halfLife, least } }: Pick<Rules, 'dependencies'>): Fading => ({ sources, halfLife, least });

/** What was built long before its rollout is looked for further back than anything else, ms. */
export const changesKeptLonger = ({ linked, lookback }: Rules['fold']): number => Math.max(0, linked - lookback);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const Share = z.number().min(0).max(1);
const Range = z.tuple([z.number(), z.number()]);
const LogNormal = z.strictObject({ median: z.number().positive(), sigma: z.number().positive() });
const Span = LogNormal.extend({ least: z.number() });

/** A mixture: one part is drawn by its share, then the delay from it, in seconds. */
export const Delay = z.array(z.strictObject({ share: Share, exponential: z.number().optional(), logNormal: LogNormal.optional(), uniform: Range.optional() })).min(1);
export type Delay = z.output<typeof Delay>;

const Delays = z.strictObject({ changeToImpact: Delay, impactToAlert: Delay });
const Size = z.strictObject({ services: z.int(), layers: z.int(), changesPerServiceWeek: z.number(), incidents: z.int(), everySeconds: z.number(), warmUpSeconds: z.number() });
const Kinds = z.record(z.string(), Share);

export const Parameters = z.strictObject({
  version: z.string(),
  sizes: z.strictObject({ S: Size, M: Size, L: Size, XL: Size }),
  topology: z.strictObject({
    entry: Share, leaf: Share, outDegree: LogNormal.extend({ most: z.int() }), attachment: z.number(), cycles: Share, async: Share,
    infra: z.strictObject({ perServices: z.number(), callers: Share }),
  }),
  defects: z.strictObject({ dropped: Share, stale: Share, aliased: Share, aliasesDeclared: Share }),
  changes: z.strictObject({
    officeFactor: z.number(), nightFactor: z.number(), bursts: z.strictObject({ share: Share, services: Range, within: z.number() }), kinds: Kinds,
    merged: Share, elsewhere: Share, unmapped: Share, failedJobs: Share, rollout: z.strictObject({ share: Share, stages: Range, apart: Range }),
  }),
  incidents: z.strictObject({
    causedByChange: Share, maintenance: Share, twoCauses: Share, kinds: Kinds, alertsItself: Share, hops: z.array(Share), callers: z.strictObject({ first: Share, perHop: Share }),
    affected: LogNormal, spread: z.number(), scopeOnly: Share,
    severe: Share, trafficLoss: Share, alertsPerService: z.strictObject({ more: Share, most: z.int() }), scrape: Range, for: Range, lasts: Span, namedInAlert: Share, latentAfter: z.number(),
  }),
  delays: z.strictObject({ default: Delays, swapped: Delays }),
  confounders: z.strictObject({ benignOnVictim: z.strictObject({ share: Share, before: z.number() }), rollbackAsCause: Share, scaledAsEffect: Share, revertEnds: Share }),
  noise: z.strictObject({ share: Share, storms: z.strictObject({ share: Share, alerts: Range, within: z.number() }), lasts: Span }),
  flapping: z.strictObject({ share: Share, times: Range, apart: Range }),
  arrival: z.strictObject({ delays: Delay, duplicates: Share, clockSkewSigma: z.number(), wrongClocks: z.strictObject({ share: Share, seconds: z.number() }), onlyFinished: Share }),
});
export type Parameters = z.output<typeof Parameters>;
export type SizeName = keyof Parameters['sizes'];

export const readParameters = (file = join(import.meta.dirname, 'parameters.yaml')): Parameters => Parameters.parse(parse(readFileSync(file, 'utf8')));

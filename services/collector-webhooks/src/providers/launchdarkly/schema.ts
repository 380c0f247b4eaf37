import { z } from 'zod';
import { maybe, some, words, yes } from '../../provider/loose.js';

const when = z.union([z.number(), z.string(), z.bigint()]).nullish().catch(undefined);
const Reference = z.object({ name: words(), key: words(), tags: some(z.string().max(300), 50) });

/** An entry of the audit log: as a webhook brings it, as the API answers it, and as the integration framework shows it to templates. */
export const Entry = z.object({
  _id: z.string().min(1).max(100),
  _accountId: words(100),
  date: when,
  timestamp: maybe(z.object({ milliseconds: when, rfc3339: words(60) })),
  kind: z.string().min(1).max(100),
  name: words(),
  key: words(),
  tags: some(z.string().max(300), 50),
  description: words(2000),
  shortDescription: words(500),
  comment: words(1000),
  details: maybe(z.object({ plainText: words(2000) })),
  title: words(1000),
  titleVerb: words(),
  verbKind: words(100),
  accesses: some(z.object({ action: z.string().min(1).max(200), resource: z.string().min(1).max(1000) }), 500),
  target: maybe(z.object({ name: words(), resources: some(z.string().max(1000), 500) })),
  project: maybe(Reference.extend({ environment: maybe(Reference) })),
  member: maybe(z.object({ email: words(), firstName: words(100), lastName: words(100) })),
  token: maybe(z.object({ name: words(), ending: words(100), serviceToken: yes })),
  app: maybe(z.object({ name: words(), isScheduled: yes, maintainerName: words() })),
  baseURL: words(500),
  _links: maybe(z.object({ site: maybe(z.object({ href: words(1000) })), canonical: maybe(z.object({ href: words(1000) })) })),
  previousVersion: z.unknown().optional(),
  currentVersion: z.unknown().optional(),
});
export type Entry = z.output<typeof Entry>;

const variation = z.number().int().nullish().catch(undefined);
const Rollout = maybe(z.object({ variations: some(z.object({ variation: z.number(), weight: z.number() }), 50) }));
const Served = { variation, rollout: Rollout };

const Targeting = z.object({
  on: z.boolean().nullish().catch(undefined),
  archived: z.boolean().nullish().catch(undefined),
  offVariation: variation,
  fallthrough: maybe(z.object(Served)),
  targets: some(z.object({ variation: z.number(), values: z.array(z.unknown()) }), 500),
  contextTargets: some(z.object({ variation: z.number(), values: z.array(z.unknown()), contextKind: words(100) }), 500),
  rules: some(z.object({ ...Served, description: words(200), clauses: some(z.object({ attribute: words(100), op: words(100), negate: yes, contextKind: words(100), values: z.array(z.unknown()).catch([]) }), 20) }), 100),
  prerequisites: some(z.object({ key: z.string().max(300), variation: z.number() }), 100),
});
export type Targeting = z.output<typeof Targeting>;

/** A flag as one version of it was. */
export const Flag = z.object({
  key: words(),
  archived: z.boolean().nullish().catch(undefined),
  variations: some(z.object({ value: z.unknown().optional(), name: words(100) }), 100),
  environments: z.record(z.string().max(300), z.unknown()).nullish().catch(undefined).transform((all) =>
    Object.fromEntries(Object.entries(all ?? {}).slice(0, 100).flatMap(([key, value]) => {
      const read = Targeting.safeParse(value);
      return read.success ? [[key, read.data] as const] : [];
    }))),
  tags: some(z.string().max(300), 50),
  customProperties: z.record(z.string(), z.object({ value: some(z.string().max(300), 10) }).loose()).nullish().catch(undefined),
});
export type Flag = z.output<typeof Flag>;

const Contexts = some(z.object({ contextKind: words(100), values: z.array(z.unknown()) }), 100);

/** A segment as one version of it was. `included` and `excluded` are users, other kinds of contexts stand beside them. */
export const Segment = z.object({
  included: z.array(z.unknown()).catch([]),
  excluded: z.array(z.unknown()).catch([]),
  includedContexts: Contexts,
  excludedContexts: Contexts,
  rules: z.array(z.unknown()).catch([]),
  /** The flags that target it, where LaunchDarkly says them. */
  _flags: some(z.object({ key: z.string().min(1).max(300) }), 100),
});
export type Segment = z.output<typeof Segment>;

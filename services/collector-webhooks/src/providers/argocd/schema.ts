import { z } from 'zod';
import { maybe, some, table, words, yes } from '../../provider/loose.js';

/** What an endpoint's configuration may say: how the clusters are called that Argo CD deploys to. */
export const Settings = z.object({
  clusters: z.record(z.string(), z.string().min(1).max(500)).default({}).describe('Names of clusters by the name or the server of an Application\'s destination; `in-cluster` is the one Argo CD runs in.'),
});
export type Settings = z.output<typeof Settings>;

const Resource = z.object({
  kind: z.string().min(1).max(100),
  name: z.string().min(1).max(253),
  namespace: words(100),
  status: words(60),
  message: words(1000),
  hookType: words(60),
  hookPhase: words(60),
  health: maybe(z.object({ status: words(60) })),
});
export type Resource = z.output<typeof Resource>;
const Resources = some(Resource, 1000);

const Source = z.object({ repoURL: words(1000), path: words(500), chart: words(300), targetRevision: words(300) });
const revisions = some(z.string().min(1).max(200), 20);

const Initiator = maybe(z.object({ username: words(), automated: yes }));

const OperationState = z.object({
  phase: z.string().min(1).max(60),
  message: words(2000),
  startedAt: z.string(),
  finishedAt: z.string().nullish(),
  retryCount: z.number().nullish().catch(undefined),
  operation: maybe(z.object({
    initiatedBy: Initiator,
    sync: maybe(z.object({ revision: words(200), revisions, dryRun: yes })),
  })),
  syncResult: maybe(z.object({ revision: words(200), revisions, resources: Resources })),
});
export type OperationState = z.output<typeof OperationState>;

const History = z.object({ revision: words(200), revisions, deployStartedAt: words(60), deployedAt: words(60), initiatedBy: Initiator });
export type History = z.output<typeof History>;

/** The fields we use of an Application: as a template renders it, as the API answers, and as it stands in the cluster. */
export const Application = z.object({
  metadata: z.object({
    uid: z.string().min(1).max(100),
    name: z.string().min(1).max(253),
    namespace: words(100),
    labels: table(100),
    creationTimestamp: words(60),
    deletionTimestamp: words(60),
  }),
  spec: z.object({
    project: words(),
    destination: maybe(z.object({ name: words(), server: words(500), namespace: words(100) })),
    source: maybe(Source),
    sources: some(Source, 20),
  }),
  status: z.object({
    health: maybe(z.object({ status: words(60), message: words(1000), lastTransitionTime: words(60) })),
    summary: maybe(z.object({ images: some(z.string().min(1).max(490), 100) })),
    resources: Resources,
    reconciledAt: words(60),
    operationState: OperationState.nullish(),
    history: some(History, 100),
  }).nullish(),
});
export type Application = z.output<typeof Application>;

/** An Application as it stands in a repository. */
export const Manifest = z.object({ metadata: z.object({ uid: z.null().optional() }), status: z.null().optional() });

/** What the template of this folder renders: an Application, and which of its triggers it was. */
export const Told = z.object({ culprit: z.enum(['sync', 'health', 'application']).optional(), argocdUrl: words(1000), app: z.unknown() });
export type Told = z.output<typeof Told>;

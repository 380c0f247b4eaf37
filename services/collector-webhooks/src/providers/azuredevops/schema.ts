import { z } from 'zod';
import { flag, key, link, maybe, name, part, prose, time } from '../../provider/fields.js';

// The fields we use of Azure DevOps' service hooks. Its own pages show two or three shapes of each event; all are read.
const sha = z.string().min(1).max(100);
const soft = sha.nullish().catch(undefined);
const softKey = key.nullish().catch(undefined);

const Container = part(z.object({ id: maybe, baseUrl: link }));
export const Envelope = z.object({
  id: maybe,
  eventType: name,
  createdDate: time,
  resource: z.unknown(),
  resourceContainers: part(z.object({ collection: Container, account: Container, project: Container })),
});
export type Envelope = z.output<typeof Envelope>;

const Identity = z.object({ displayName: maybe, uniqueName: maybe });
export type Identity = z.output<typeof Identity>;
const someone = part(Identity);
const web = part(z.object({ web: part(z.object({ href: link })) }));
const Project = z.object({ id: maybe, name: maybe });

const Repository = z.object({ id: name, name, project: Project, defaultBranch: maybe, remoteUrl: link, webUrl: link, url: link });
export type Repository = z.output<typeof Repository>;

const Commit = z.object({ commitId: sha, comment: prose, author: part(z.object({ name: prose, date: time })) });
/** Read one by one. */
export const PushedCommit = Commit;

export const Push = z.object({
  commits: part(z.array(z.unknown())),
  refUpdates: z.array(z.object({ name, oldObjectId: soft, newObjectId: sha })).max(1000),
  repository: Repository,
  pushedBy: someone,
  pushId: key,
  date: time,
});
export type Push = z.output<typeof Push>;

export const PullRequest = z.object({
  repository: Repository,
  pullRequestId: key,
  status: maybe,
  mergeStatus: maybe,
  title: prose,
  createdBy: someone,
  closedBy: someone,
  autoCompleteSetBy: someone,
  reviewers: part(z.array(Identity.extend({ vote: part(z.number()), isContainer: flag }))),
  closedDate: time,
  sourceRefName: maybe,
  targetRefName: maybe,
  lastMergeCommit: part(z.object({ commitId: soft })),
  lastMergeTargetCommit: part(z.object({ commitId: soft })),
  _links: web,
});
export type PullRequest = z.output<typeof PullRequest>;

/** `build.complete`, of version 1 with `status`, `sourceGetVersion` and `requests`, of version 2 with `result`, `sourceVersion` and `requestedFor`. */
export const Build = z.object({
  id: key,
  buildNumber: maybe,
  status: maybe,
  result: maybe,
  reason: maybe,
  queueTime: time,
  startTime: time,
  finishTime: time,
  url: link,
  sourceBranch: maybe,
  sourceVersion: soft,
  sourceGetVersion: maybe,
  definition: part(z.object({ name: maybe })),
  repository: part(z.object({ id: maybe, name: maybe })),
  project: part(Project),
  requestedFor: someone,
  requestedBy: someone,
  lastChangedBy: someone,
  requests: part(z.array(z.object({ requestedFor: someone }))),
  _links: web,
});
export type Build = z.output<typeof Build>;

const Pipeline = part(z.object({ name: maybe }));
const Run = z.object({
  id: softKey,
  name: maybe,
  state: maybe,
  result: maybe,
  createdDate: time,
  finishedDate: time,
  url: link,
  pipeline: Pipeline,
  resources: part(z.object({ repositories: part(z.object({ self: part(z.object({ refName: maybe, version: soft })) })) })),
  _links: web,
});

export const RunChanged = z.object({ run: Run, pipeline: Pipeline, repositories: part(z.array(z.object({ url: link }))) });
export type RunChanged = z.output<typeof RunChanged>;
export const StageChanged = RunChanged.extend({
  stage: z.object({ id: maybe, name: maybe, displayName: maybe, state: maybe, result: maybe, startTime: time, finishTime: time, _links: web }),
});
export type StageChanged = z.output<typeof StageChanged>;

const Definition = part(z.object({ name: maybe }));
const Artifact = z.object({ type: maybe, isPrimary: part(z.boolean()), definitionReference: part(z.record(z.string(), part(z.object({ id: maybe, name: maybe })))) });
const Release = z.object({
  id: softKey,
  name: maybe,
  reason: maybe,
  createdBy: someone,
  modifiedBy: someone,
  artifacts: part(z.array(Artifact)),
  releaseDefinition: Definition,
  project: part(Project),
  _links: web,
  url: link,
});
export type Release = z.output<typeof Release>;

const Step = z.object({ attempt: part(z.number()), queuedOn: time, lastModifiedOn: time, requestedFor: someone, requestedBy: someone });
const Environment = z.object({ id: softKey, name: maybe, status: maybe, releaseId: softKey, release: part(Release), releaseDefinition: Definition, timeToDeploy: part(z.number()), deploySteps: part(z.array(Step)) });
export type Environment = z.output<typeof Environment>;

/** `deployment-started` and `-completed`; the newest shape of the latter has everything inside `deployment`. */
export const Deployment = z.object({
  environment: part(Environment),
  release: part(Release),
  project: part(Project),
  comment: prose,
  deployment: part(z.object({
    attempt: part(z.number()),
    status: maybe,
    deploymentStatus: maybe,
    queuedOn: time,
    completedOn: time,
    lastModifiedOn: time,
    requestedFor: someone,
    requestedBy: someone,
    release: part(Release),
    releaseDefinition: Definition,
    environment: part(Environment),
    releaseEnvironment: part(Environment),
  })),
});
export type Deployment = z.output<typeof Deployment>;

export const Approval = z.object({
  approval: z.object({
    approvalType: maybe,
    status: maybe,
    approver: someone,
    approvedBy: someone,
    attempt: part(z.number()),
    modifiedOn: time,
    comments: prose,
    release: part(Release),
    releaseDefinition: Definition,
    releaseEnvironment: part(Environment),
  }),
  release: part(Release),
  project: part(Project),
});
export type Approval = z.output<typeof Approval>;

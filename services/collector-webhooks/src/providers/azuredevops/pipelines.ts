import { type Delivery, type Normalized, reject, skip } from '../../provider/contract.js';
import { deploysTo } from '../../provider/deploys.js';
import { instant } from '../../provider/instant.js';
import { cut } from '../../provider/wording.js';
import { organisationOf, pathOf, projectIdOf } from './place.js';
import { statement, type Run } from './run.js';
import type { Build, Envelope, RunChanged, StageChanged } from './schema.js';
import type { Settings } from './settings.js';

export const fromBuild = (build: Build, envelope: Envelope, delivery: Delivery<Settings>): Normalized => {
  // Version 1: `LG:refs/heads/main:<commit>`.
  const [, ref, commit] = /^LG:(refs\/[^:]{1,250}):([0-9a-f]{40})$/.exec(build.sourceGetVersion ?? '') ?? [];
  const pipeline = build.definition?.name ?? 'build';
  const organisation = organisationOf(envelope, build.url);
  const finished = instant(build.finishTime);
  return statement({
    kind: 'run', key: [projectIdOf(envelope, build.project?.id, build.url), 'run', build.id], name: build.buildNumber ?? build.id, pipeline, state: 'completed', result: build.result ?? build.status,
    began: instant(build.startTime) ?? instant(build.queueTime), at: finished ?? instant(envelope.createdDate), ref: build.sourceBranch ?? ref, commit: build.sourceVersion ?? commit,
    reason: build.reason, url: build._links?.web?.href ?? build.url, project: build.project?.name, organisation, repository: repositoryOf(build, organisation),
    people: [build.requestedFor, build.requests?.[0]?.requestedFor, build.requestedBy, build.lastChangedBy], environment: deploysTo(delivery.settings.deploys, pipeline),
  }, delivery);
};

/** One beside the pipeline, or one of GitHub, whose id is its name. */
const repositoryOf = ({ repository, project }: Build, organisation: string | undefined): string | undefined => {
  if (/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(repository?.id ?? '')) return repository?.id ?? undefined;
  return repository?.name ? pathOf(organisation, project?.name, repository.name) : undefined;
};

export const fromRun = (said: RunChanged, envelope: Envelope, delivery: Delivery<Settings>): Normalized => {
  const { run } = said;
  const id = idOf(said);
  if (id === undefined) return reject('neither run.id nor an address that tells it');
  const pipeline = pipelineOf(said);
  const created = instant(envelope.createdDate);
  return statement({
    ...placeOf(said, envelope), kind: 'run', key: [projectOf(said, envelope), 'run', id], name: run.name ?? id, pipeline, state: run.state, result: run.result,
    began: instant(run.createdDate) ?? created, at: (run.state === 'completed' ? instant(run.finishedDate) : undefined) ?? created, url: run._links?.web?.href ?? run.url,
    environment: deploysTo(delivery.settings.deploys, pipeline),
  }, delivery);
};

/** A stage is told where it deploys; any other is a part of its run. */
export const fromStage = (said: StageChanged, envelope: Envelope, delivery: Delivery<Settings>): Normalized => {
  const { stage, run } = said;
  const what = stage.displayName || stage.name || 'stage';
  const environment = deploysTo(delivery.settings.deploys, stage.displayName, stage.name);
  if (environment === undefined) return skip(`stage ${cut(what, 100)}: run-state-changed says the run that it is of; where the stage deploys, name it in the settings`);
  const id = idOf(said);
  if (id === undefined) return reject('neither run.id nor an address that tells it');
  const created = instant(envelope.createdDate);
  return statement({
    ...placeOf(said, envelope), kind: 'stage', key: [projectOf(said, envelope), 'stage', id, stage.name ?? stage.id ?? ''], name: what, pipeline: pipelineOf(said), state: stage.state, result: stage.result,
    began: instant(stage.startTime) ?? created, at: (stage.state === 'completed' ? instant(stage.finishTime) : undefined) ?? created, url: stage._links?.web?.href ?? run._links?.web?.href ?? run.url, environment,
  }, delivery);
};

const pipelineOf = ({ run, pipeline }: RunChanged): string => run.pipeline?.name ?? pipeline?.name ?? 'pipeline';

const idOf = ({ run }: RunChanged): string | undefined => run.id ?? /\/runs\/(\d{1,20})$/.exec(run.url ?? '')?.[1] ?? /buildId=(\d{1,20})/.exec(run._links?.web?.href ?? '')?.[1];

const projectOf = ({ run }: RunChanged, envelope: Envelope): string => projectIdOf(envelope, undefined, run.url, run._links?.web?.href);

/** These events name the repository by its address alone, and where a pipeline reads several, all of them. */
const placeOf = ({ run, repositories }: RunChanged, envelope: Envelope): Pick<Run, 'ref' | 'commit' | 'reason' | 'project' | 'organisation' | 'repository' | 'people'> => {
  const self = run.resources?.repositories?.self;
  const url = repositories?.length === 1 ? repositories[0]?.url ?? '' : '';
  const organisation = organisationOf(envelope, run._links?.web?.href, run.url, url);
  const [, project, repository] = /\/([^/]{1,150})\/_git\/([^/?]{1,150})$/.exec(url) ?? [];
  const github = /^https:\/\/(?:api\.github\.com\/repos|github\.com)\/([\w.-]{1,100}\/[\w.-]{1,100})$/.exec(url)?.[1];
  return {
    ref: self?.refName ?? undefined, commit: self?.version ?? undefined, reason: undefined, project, organisation, people: [],
    repository: github ?? (repository === undefined ? undefined : pathOf(organisation, project, repository)),
  };
};

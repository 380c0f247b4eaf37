import type { ChangePhase } from '@culprit/domain';
import { type Meaning, outcomeOf } from './change.js';
import { artifactOf } from './purl.js';
import type { Told } from './schema.js';

/** What an event says of a change, by subject; a string is why it is not taken. */
export const meaningOf = (told: Told): Meaning | string => {
  switch (told.subject) {
    case 'service': return ofService(told);
    case 'deployment':
    case 'targetrollout': return ofDeployment(told);
    case 'migration': return ofMigration(told);
    case 'reconciliation': return ofReconciliation(told);
    case 'change': return ofMerge(told);
    case 'artifact': return ofArtifact(told);
    case 'environment': return ofEnvironment(told);
    case 'pipelinerun':
    case 'taskrun': return ofRun(told);
    default: return `${told.subject}.${told.predicate}: nothing that runs was changed by it`;
  }
};

const environmentOf = ({ content }: Told): string | undefined => content.environment?.id;
const into = (environment: string | undefined): string => (environment === undefined ? '' : ` in ${environment}`);
const artifactNamed = ({ content }: Told): string => {
  const artifact = content.artifactId ? artifactOf(content.artifactId) : undefined;
  return artifact === undefined ? '' : ` (${artifact.short}${artifact.version === undefined ? '' : ` ${artifact.version.replace(/^(sha256:[0-9a-f]{12}).*/, '$1')}`})`;
};
/** The event itself is the fact: nothing else at the source names it. */
const itself = ({ event, subject, predicate }: Told): string[] => [subject, predicate, event.context.id];

const servicePhases: Readonly<Record<string, readonly [ChangePhase, string]>> = {
  deployed: ['succeeded', 'Deploy'], upgraded: ['succeeded', 'Upgrade'], rolledback: ['rolled-back', 'Roll back'], removed: ['succeeded', 'Remove'], published: ['succeeded', 'Publish'],
};

const ofService = (told: Told): Meaning | string => {
  const found = Object.hasOwn(servicePhases, told.predicate) ? servicePhases[told.predicate] : undefined;
  if (found === undefined) return `service.${told.predicate} is not one we know`;
  const [phase, verb] = found;
  const { id } = told.event.subject;
  const environment = environmentOf(told);
  return { kind: 'deployment', phase, key: itself(told), environment, entities: [`service:${id.slice(0, 480)}`], title: `${verb} ${id}${artifactNamed(told)}${into(environment)}` };
};

const runPhase = ({ predicate, content }: Told): ChangePhase | undefined => {
  if (predicate === 'started') return 'started';
  return predicate === 'finished' ? outcomeOf(content.outcome) : undefined;
};
/** Waiting in a queue changes nothing. */
const waits = ({ subject, predicate }: Told): string => (predicate === 'queued' ? `${subject}.queued: it has not begun` : `${subject}.${predicate} is not one we know`);

const ofDeployment = (told: Told): Meaning | string => {
  const phase = runPhase(told);
  if (phase === undefined) return waits(told);
  const environment = environmentOf(told);
  const artifact = told.content.artifactId ? artifactOf(told.content.artifactId) : undefined;
  const where = told.subject === 'targetrollout' && told.content.name ? ` to ${told.content.name}` : '';
  return {
    kind: 'deployment', phase, key: [told.subject, told.event.subject.id], environment,
    entities: artifact === undefined ? [`cdevents:deployment/${told.content.deploymentId ?? told.event.subject.id.slice(0, 400)}`] : [artifact.name],
    title: `Deploy ${artifact?.short ?? told.event.subject.id}${artifact?.version === undefined ? '' : ` ${artifact.version.slice(0, 19)}`}${where}${into(environment)}`,
  };
};

const targetOf = ({ content: { target } }: Told): { id: string; type: string } | undefined => {
  if (target === null || typeof target !== 'object' || !('id' in target) || typeof target.id !== 'string' || target.id === '') return undefined;
  return { id: target.id.slice(0, 300), type: 'type' in target && typeof target.type === 'string' && /^[\w-]{1,40}$/.test(target.type) ? target.type : 'target' };
};

const ofMigration = (told: Told): Meaning | string => {
  const phase = runPhase(told);
  if (phase === undefined) return waits(told);
  const { fromVersion: before, toVersion: after } = told.content;
  const target = targetOf(told);
  return {
    kind: 'database-migration', phase, key: ['migration', told.event.subject.id], environment: environmentOf(told),
    entities: [target === undefined ? `cdevents:migration/${told.event.subject.id.slice(0, 400)}` : `cdevents:${target.type}/${target.id}`],
    title: `Migrate ${target?.id ?? told.event.subject.id}${after ? ` to ${after}` : ''}: ${told.event.subject.id}`,
    diff: before || after ? [{ path: 'version', ...(before ? { before } : {}), ...(after ? { after } : {}) }] : [],
  };
};

const ofReconciliation = (told: Told): Meaning | string => {
  const phase = runPhase(told);
  if (phase === undefined) return waits(told);
  if (phase === 'succeeded' && told.content.changed === false) return 'reconciliation.finished: it changed nothing';
  const target = targetOf(told);
  const name = target?.id ?? told.event.subject.id;
  return {
    kind: 'deployment', phase, key: ['reconciliation', told.event.subject.id], environment: environmentOf(told),
    entities: [target === undefined ? `cdevents:reconciliation/${told.event.subject.id.slice(0, 400)}` : `cdevents:${target.type}/${target.id}`],
    title: `Reconcile ${name}${told.content.desiredState ? ` with ${told.content.desiredState.id}` : ''}`,
  };
};

const ofMerge = (told: Told): Meaning | string => {
  if (told.predicate !== 'merged') return `change.${told.predicate}: it is not merged`;
  const repository = told.content.repository?.id;
  return {
    kind: 'code', phase: 'succeeded', key: itself(told), entities: repository === undefined ? [`cdevents:change/${told.event.subject.id.slice(0, 400)}`] : [repository],
    title: told.content.description || `Merge ${told.event.subject.id}${repository === undefined ? '' : ` into ${repository}`}`,
  };
};

const artifactVerbs: Readonly<Record<string, string>> = { published: 'Publish', packaged: 'Package', deleted: 'Delete' };

const ofArtifact = (told: Told): Meaning | string => {
  const verb = Object.hasOwn(artifactVerbs, told.predicate) ? artifactVerbs[told.predicate] : undefined;
  if (verb === undefined) return `artifact.${told.predicate}: nothing that runs was changed by it`;
  const artifact = artifactOf(told.event.subject.id);
  return {
    // What runs may want to pull again what is gone; what was built is code that runs nowhere yet.
    kind: told.predicate === 'deleted' ? 'infrastructure' : 'code', phase: 'succeeded', key: itself(told),
    entities: [artifact?.name ?? `cdevents:artifact/${told.event.subject.id.slice(0, 400)}`],
    title: `${verb} ${artifact === undefined ? told.event.subject.id : `${artifact.short}${artifact.version === undefined ? '' : ` ${artifact.version}`}`}`,
  };
};

const environmentVerbs: Readonly<Record<string, string>> = { created: 'Create', modified: 'Modify', deleted: 'Delete' };

const ofEnvironment = (told: Told): Meaning | string => {
  const verb = Object.hasOwn(environmentVerbs, told.predicate) ? environmentVerbs[told.predicate] : undefined;
  if (verb === undefined) return `environment.${told.predicate} is not one we know`;
  const id = told.event.subject.id.slice(0, 400);
  return { kind: 'infrastructure', phase: 'succeeded', key: itself(told), environment: id, everywhere: told.predicate !== 'created', entities: [`cdevents:environment/${id}`], title: `${verb} environment ${told.content.name || id}` };
};

const ofRun = (told: Told): Meaning | string => {
  const phase = runPhase(told);
  if (phase === undefined) return waits(told);
  const [sort, named] = told.subject === 'taskrun' ? ['task', told.content.taskName] : ['pipeline', told.content.pipelineName];
  const name = named || told.event.subject.id.slice(0, 400);
  return { kind: 'job', phase, key: [told.subject, told.event.subject.id], entities: [`cdevents:${sort}/${name}`], title: `Run ${sort} ${name}` };
};

import { factId, imageIdentities, type Change, type ChangeKind, type ChangePhase, type DiffEntry } from '@culprit/domain';
import { cut, title } from '../wording.js';
import { artifactOf } from './purl.js';
import type { Told } from './schema.js';

export interface Meaning {
  readonly kind: ChangeKind;
  readonly phase: ChangePhase;
  readonly title: string;
  readonly entities: readonly string[];
  /** What names the fact at its source: the run, the deployment; or the event itself where it is the fact. */
  readonly key: readonly string[];
  readonly environment?: string | undefined;
  /** It may touch all that runs in its environment. */
  readonly everywhere?: boolean;
  readonly diff?: readonly DiffEntry[];
}

export const changeOf = (told: Told, meaning: Meaning): Change => {
  const { event: { context }, content, source, at } = told;
  const artifact = content.artifactId ? artifactOf(content.artifactId) : undefined;
  const commit = commitOf(content.change?.id) ?? commitOf(content.desiredState?.id) ?? commitOf(artifact?.version);
  const url = linkOf(content.uri ?? content.url);
  return {
    id: factId('change', 'cdevents', source, ...meaning.key),
    parser: 2,
    kind: meaning.kind,
    phase: meaning.phase,
    phases: [{ phase: meaning.phase, at }],
    occurredAt: at,
    ...(meaning.phase === 'started' ? {} : { finishedAt: at }),
    updatedAt: at,
    observedAt: told.receivedAt,
    detectedBy: 'live',
    source: { provider: 'cdevents', instance: cut(source, 400), ...(url === undefined ? {} : { url }) },
    ...(meaning.environment === undefined ? {} : { environment: meaning.environment }),
    services: [],
    entities: [...new Set(meaning.entities)],
    ...(meaning.everywhere === true ? { scope: { clusters: [], namespaces: [] } } : {}),
    ...(content.user ? { actor: { name: content.user, kind: 'unknown', basis: 'sender' } } : {}),
    title: title(meaning.title),
    diff: [...meaning.diff ?? []],
    ...revisionOf(artifact, commit),
    identities: [...new Set([
      ...(commit === undefined ? [] : [`commit:${commit}`]),
      ...(artifact?.image === undefined ? [] : imageIdentities(artifact.image)),
      ...(context.chainId ? [`cdevents:chain/${context.chainId}`] : []),
    ])],
    links: url === undefined ? [] : [{ title: meaning.kind === 'job' ? 'Run' : 'At its source', url }],
    attributes: Object.fromEntries(
      Object.entries({
        type: context.type, subject: told.event.subject.id, artifact: content.artifactId, change: content.change?.id, outcome: content.outcome, errors: content.errors, reason: content.reason,
        pipelineRun: content.pipelineRun?.id,
      }).flatMap(([key, value]): [string, string][] => (value ? [[key, cut(value, 1000)]] : [])),
    ),
  };
};

const commitOf = (text: string | null | undefined): string | undefined => (/^[0-9a-f]{40}$/.test(text ?? '') ? text ?? undefined : undefined);
const linkOf = (text: string | null | undefined): string | undefined => (text && /^https?:\/\//i.test(text) ? text : undefined);

const revisionOf = (artifact: ReturnType<typeof artifactOf>, commit: string | undefined): Pick<Change, 'revision'> => {
  const revision = {
    ...(commit === undefined ? {} : { commit }),
    ...(artifact?.image === undefined ? {} : { image: artifact.image }),
    ...(artifact?.digest === undefined ? {} : { digest: artifact.digest }),
    ...(artifact?.version === undefined || artifact.version === artifact.digest || artifact.version === commit ? {} : { version: artifact.version }),
  };
  return Object.keys(revision).length === 0 ? {} : { revision };
};

const failures = new Set(['failure', 'failed', 'error', 'fail', 'cancel', 'canceled', 'cancelled', 'timeout']);
/** What a finished run came to; one that does not say is taken to have done what it was for. */
export const outcomeOf = (outcome: string | null | undefined): ChangePhase => (failures.has((outcome ?? '').toLowerCase()) ? 'failed' : 'succeeded');

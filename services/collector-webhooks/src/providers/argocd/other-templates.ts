import { factId, type Change, type ChangePhase } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { endAfter, instant } from '../../provider/instant.js';
import { address, words } from '../../provider/loose.js';
import { cut, title } from '../../provider/wording.js';

const field = words(400);
type Fields = Readonly<Record<string, unknown>>;

const advice = 'send the template that notifications.yaml of this provider has';

const phases: Readonly<Record<string, ChangePhase>> = {
  running: 'started', pending: 'started', progressing: 'started', started: 'started',
  succeeded: 'succeeded', success: 'succeeded', synced: 'succeeded', deployed: 'succeeded',
  failed: 'failed', failure: 'failed', error: 'failed',
};

/** The first of the names under which a template may have put a thing, in the body or one object down. */
const reader = (body: Fields) => {
  const inside = Object.values(body).filter((each): each is Fields => each !== null && typeof each === 'object' && !Array.isArray(each));
  return (...names: readonly string[]): string | undefined => {
    for (const fields of [body, ...inside]) {
      for (const name of names) {
        const said = Object.hasOwn(fields, name) ? field.parse(fields[name]) : undefined;
        if (said !== undefined && said !== '<no value>') return said;
      }
    }
    return undefined;
  };
};

/** `checkout` of `https://argocd.acme.example/applications/argocd/checkout?operation=true`. */
const applicationIn = (url: string | undefined): string | undefined => /\/applications\/(?:[\w.-]{1,253}\/)?([\w.-]{1,253})(?:[?#]|$)/.exec(url ?? '')?.[1];

/** A flat body of a template of somebody else: taken where it names the application, what became of the sync, and which one it was. */
export const fromOtherTemplate = (body: Fields, { endpoint, receivedAt }: Delivery): Normalized => {
  const say = reader(body);
  const link = address.parse(say('target_url', 'targetUrl', 'title_link', 'link', 'url', 'argocdUrl', 'argocd_url', 'app_url', 'appUrl'));
  const name = say('app', 'application', 'app_name', 'appName', 'application_name', 'applicationName') ?? applicationIn(link);
  const word = say('phase', 'operation_phase', 'operationPhase', 'state', 'sync_phase', 'syncPhase', 'status', 'sync_status', 'syncStatus');
  if (name === undefined || word === undefined) return reject(`no application and phase in it: ${advice}`);
  const phase = Object.hasOwn(phases, word.toLowerCase()) ? phases[word.toLowerCase()] : undefined;
  if (phase === undefined) return /^(outofsync|unknown|degraded|healthy|missing|suspended)$/i.test(word) ? skip(`status ${word} is no sync; for health ${advice}`) : reject(`phase ${cut(word, 60)} is not one we know: ${advice}`);

  const revision = say('revision', 'sync_revision', 'syncRevision', 'sha', 'commit', 'commit_sha', 'commitSha');
  const startedAt = instant(say('startedAt', 'started_at'));
  const at = instant(say('finishedAt', 'finished_at', 'timestamp', 'time', 'date', 'synced_at', 'syncedAt', 'deployedAt', 'deployed_at'));
  const uid = say('uid', 'app_uid', 'appUid');
  if (startedAt === undefined && at === undefined && revision === undefined) return reject(`which sync of ${cut(name, 100)} it was is not in it: ${advice}`);
  const occurredAt = startedAt ?? at ?? receivedAt;
  const updatedAt = startedAt === undefined || phase === 'started' ? at ?? occurredAt : endAfter(startedAt, at ?? startedAt);
  const environment = say('environment', 'env');
  const namespace = say('namespace', 'destination_namespace', 'destinationNamespace');
  const user = say('user', 'username', 'initiatedBy', 'initiated_by', 'author');
  const commit = revision !== undefined && /^[0-9a-f]{40}$/.test(revision) ? revision : undefined;
  const sync = uid !== undefined && startedAt !== undefined;
  const change: Change = {
    id: sync ? factId('change', 'argocd', uid, 'sync', startedAt) : factId('change', 'argocd', endpoint, 'application', name, startedAt ?? revision ?? updatedAt),
    parser: 2,
    kind: 'deployment',
    phase,
    phases: [{ phase, at: updatedAt }],
    occurredAt,
    ...(phase === 'started' ? {} : { finishedAt: updatedAt }),
    updatedAt,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'argocd', instance: name, ...(link === undefined ? {} : { url: link }) },
    ...(environment === undefined ? {} : { environment }),
    ...(namespace === undefined ? {} : { namespace }),
    services: [],
    entities: [`argocd:application/${name}`],
    ...(user === undefined ? {} : { actor: { name: user, kind: 'unknown' as const, basis: 'sender' as const } }),
    title: title(`Sync ${name}${revision === undefined ? '' : ` to ${commit === undefined ? revision : commit.slice(0, 7)}`}`),
    diff: [],
    ...(revision === undefined ? {} : { revision: commit === undefined ? { version: revision } : { commit } }),
    identities: [...(sync ? [`argocd:${uid}:${startedAt}`] : []), ...(commit === undefined ? [] : [`commit:${commit}`])],
    links: link === undefined ? [] : [{ title: `Argo CD: ${name}`, url: link }],
    attributes: { application: name, operationPhase: word },
  };
  return ok([{ kind: 'change', event: change }]);
};

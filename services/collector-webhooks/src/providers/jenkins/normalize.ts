import { faults, factId, imageIdentities, patternOf, type Actor, type Change, type ChangeKind } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject, skip } from '../../provider/contract.js';
import { cut, title } from '../../provider/wording.js';
import type { Build } from './build.js';
import { environmentIn, imageIn, serviceIn, shown, userIn, versionIn } from './parameters.js';
import { fromApi, fromNotification } from './read.js';
import { ApiBuild, Notification, type Settings } from './schema.js';

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const { body, receivedAt } = delivery;
  if (body !== null && typeof body === 'object' && 'startTimeMillis' in body) return skip('a stage of a build, no build');
  if (body !== null && typeof body === 'object' && 'number' in body && !('build' in body)) {
    const build = ApiBuild.safeParse(body);
    return build.success ? told(fromApi(build.data), delivery) : reject(faults(build.error));
  }
  const notification = Notification.safeParse(body);
  return notification.success ? told(fromNotification(notification.data, receivedAt), delivery) : reject(faults(notification.error));
};

const told = (read: ReturnType<typeof fromApi>, delivery: Delivery<Settings>): Normalized => {
  if (read.is !== 'build') return { is: read.is, reason: read.reason };
  const fits = (pattern: string): boolean => patternOf(pattern)(read.build.job);
  if (delivery.settings.ignore.some(fits)) return skip(`job ${read.build.job} is ignored by the settings`);
  return ok([{ kind: 'change', event: changeOf(read.build, delivery) }]);
};

const DEPLOYS = /(^|[/_. -])(deploy(s|ment)?|release|rollout|promote|rollback|ship)([/_. -]|$)/i;

const changeOf = (build: Build, { endpoint, receivedAt, settings }: Delivery<Settings>): Change => {
  const { parameters, scm } = build;
  const configured = settings.jobs.find(({ job }) => patternOf(job)(build.job));
  const environment = configured?.environment ?? environmentIn(parameters);
  const service = configured?.service ?? serviceIn(parameters);
  const kind: ChangeKind = configured?.kind ?? (environment !== undefined || DEPLOYS.test(build.job) ? 'deployment' : 'job');
  const repository = repositoryIn(scm.url);
  const commit = scm.commit !== undefined && /^[0-9a-f]{40}$/i.test(scm.commit) ? scm.commit.toLowerCase() : undefined;
  const version = versionIn(parameters);
  const image = imageIn(parameters);
  const host = build.root?.replace(/^https?:\/\/(?:[^/@]*@)?/i, '') ?? endpoint;
  return {
    id: factId('change', 'jenkins', host, build.path),
    parser: 2,
    kind,
    phase: build.phase,
    phases: [{ phase: build.phase, at: build.at }],
    occurredAt: build.startedAt,
    ...(build.phase === 'started' ? {} : { finishedAt: build.at }),
    updatedAt: build.at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'jenkins', ...(host === undefined ? {} : { instance: cut(host, 400) }), ...(build.page === undefined ? {} : { url: build.page }) },
    ...(environment === undefined ? {} : { environment: cut(environment, 400) }),
    services: [],
    entities: [...(service === undefined ? [] : [`service:${cut(service, 400)}`]), ...(repository === undefined ? [] : [repository]), `jenkins:job/${build.job}`],
    actor: actorOf(build),
    title: title(`${kind === 'deployment' && service !== undefined ? `Deploy ${service}${version === undefined ? '' : ` ${version}`}` : build.job}${environment === undefined ? '' : ` to ${environment}`} (build ${build.number})`),
    diff: [],
    ...(commit === undefined && version === undefined && image === undefined ? {} : { revision: { ...(commit === undefined ? {} : { commit }), ...(image === undefined ? {} : { image: cut(image, 500) }), ...(version === undefined ? {} : { version: cut(version, 400) }) } }),
    identities: [...new Set([...(commit === undefined ? [] : [`commit:${commit}`]), ...(image === undefined ? [] : imageIdentities(image))])],
    links: build.page === undefined ? [] : [{ title: `Build ${build.number}`, url: build.page }, { title: 'Console', url: `${build.page.replace(/\/+$/, '')}/console` }],
    attributes: {
      job: build.job,
      build: build.number,
      ...(build.result === undefined ? {} : { result: build.result }),
      ...(scm.branch === undefined ? {} : { branch: scm.branch }),
      ...(scm.changes.length > 0 ? { changedFiles: scm.changes.slice(0, 50).map((path) => cut(path, 300)) } : {}),
      ...(build.culprits.length > 0 ? { culprits: build.culprits.slice(0, 20).map((name) => cut(name, 200)) } : {}),
      ...(Object.keys(parameters).length > 0 ? { parameters: shown(parameters) } : {}),
      ...(build.causes.length > 0 ? { causes: build.causes.flatMap(({ shortDescription }) => (shortDescription === undefined ? [] : [shortDescription])) } : {}),
      ...build.more,
    },
  };
};

/** Who started it, as a cause or a parameter says; else Jenkins, on behalf of the one who alone has committed since the last good build. */
const actorOf = ({ causes, parameters, culprits }: Build): Actor => {
  const cause = causes.find(({ userId, userName }) => userId !== undefined || userName !== undefined);
  const person = cause?.userId ?? cause?.userName ?? userIn(parameters);
  if (person !== undefined) return /^(timer|scm|system|anonymous|jenkins)$/i.test(person) ? { name: person, kind: 'automation', basis: 'sender' } : { name: cut(person, 400), kind: 'human', basis: 'sender' };
  const [only, ...others] = culprits;
  return { name: 'jenkins', kind: 'automation', basis: 'sender', ...(only !== undefined && others.length === 0 ? { onBehalfOf: cut(only, 400) } : {}) };
};

/** `acme/checkout-api` of `git@github.com:acme/checkout-api.git` or `https://user@git.acme.example/scm/acme/checkout-api.git`. */
const repositoryIn = (url: string | undefined): string | undefined => {
  const path = /^(?:[a-z+]{2,10}:\/\/[^/]{1,300}\/|[\w.-]{1,100}@[\w.-]{1,200}:)([\w./~-]{1,300})$/i.exec(url?.trim() ?? '')?.[1];
  const plain = path?.replace(/\.git$/, '').replace(/^scm\//, '').replace(/^\/+|\/+$/g, '');
  return plain === undefined || plain === '' || !plain.includes('/') ? undefined : plain;
};

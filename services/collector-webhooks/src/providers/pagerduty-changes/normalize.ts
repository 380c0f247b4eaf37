import { canonicalJson, faults, factId, HIDDEN, namesSecret, type Actor, type Change } from '@culprit/domain';
import { type Delivery, type Normalized, ok, reject } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { plain } from '../../provider/plain.js';
import { cut, title } from '../../provider/wording.js';
import { kindOf, personIn, phaseOf, reader, repositoryIn, repositoryOfSummary } from './details.js';
import { ChangeEvent, type Settings } from './schema.js';

export const normalize = (delivery: Delivery<Settings>): Normalized => {
  const { body } = delivery;
  if (body !== null && typeof body === 'object' && 'event_action' in body) return reject('an alert event of the Events API, no change event: send alerts to PagerDuty, and PagerDuty\'s webhooks here');
  const event = ChangeEvent.safeParse(body);
  return event.success ? ok([{ kind: 'change', event: changeOf(event.data, delivery) }]) : reject(faults(event.error));
};

const changeOf = ({ payload, links }: ChangeEvent, { receivedAt, settings }: Delivery<Settings>): Change => {
  const { summary, source } = payload;
  const details = payload.custom_details ?? {};
  const { raw, text } = reader(details);
  const told = instant(typeof payload.timestamp === 'bigint' ? String(payload.timestamp) : payload.timestamp);
  const at = told ?? receivedAt;
  const service = text('service', 'servicename') ?? settings.service;
  const environment = text('environment', 'env', 'deployenvironment', 'stage') ?? settings.environment;
  const repository = repositoryIn(text('repo', 'repository', 'repositoryname', 'repositoryurl', 'repourl', 'project')) ?? repositoryOfSummary(cut(summary, 600));
  const revision = text('revision', 'commit', 'sha', 'commitsha', 'gitcommit', 'gitsha', 'commitid');
  const commit = revision !== undefined && /^[0-9a-f]{40}$/i.test(revision) ? revision.toLowerCase() : undefined;
  const version = text('version', 'tag', 'release', 'imagetag') ?? (commit === undefined ? revision : undefined);
  const state = text('state', 'status', 'buildstate', 'result', 'buildresult', 'conclusion');
  const phase = phaseOf(state, summary);
  const shown = links.flatMap(({ href, text: label }) => (href === undefined ? [] : [{ title: label ?? 'More', url: href }]));
  // Nothing of a change event names it; one without a time is another whenever it comes.
  const key = [source ?? '', summary, told ?? receivedAt, canonicalJson([plain(details), shown])];
  return {
    id: factId('change', 'pagerduty-changes', undefined, ...key),
    parser: 1,
    kind: kindOf(summary, source),
    phase,
    phases: [{ phase, at }],
    occurredAt: at,
    ...(phase === 'started' ? {} : { finishedAt: at }),
    updatedAt: at,
    observedAt: receivedAt,
    detectedBy: 'live',
    source: { provider: 'pagerduty-changes', ...(source === undefined ? {} : { instance: source }), ...(shown[0] === undefined ? {} : { url: shown[0].url }) },
    ...(environment === undefined ? {} : { environment }),
    services: service === undefined ? [] : [service],
    entities: [...(repository === undefined ? [] : [repository]), ...(service === undefined && repository === undefined && source !== undefined ? [`pagerduty-changes:source/${source}`] : [])],
    ...actorOf(raw('user', 'author', 'creator', 'triggeredby', 'startedby', 'deployedby', 'deployer', 'sender', 'username', 'requestedby'), summary, shown),
    title: title(summary),
    diff: [],
    ...(commit === undefined && version === undefined ? {} : { revision: { ...(commit === undefined ? {} : { commit }), ...(version === undefined ? {} : { version }) } }),
    identities: commit === undefined ? [] : [`commit:${commit}`],
    links: shown,
    attributes: {
      ...(source === undefined ? {} : { source }),
      ...(state === undefined ? {} : { state }),
      details: detailsShown(details),
    },
  };
};

const MOST_DETAILS = 50;

const detailsShown = (details: Readonly<Record<string, unknown>>): Change['attributes'] =>
  Object.fromEntries(Object.entries(details).slice(0, MOST_DETAILS).map(([name, value]) => [cut(name, 200), namesSecret(name) ? HIDDEN : plain(value) ?? null]));

/** Who a field names, or PagerDuty's own action: `ann pushed branch …`, `Merged by - ann`. */
const actorOf = (named: unknown, summary: string, links: Change['links']): { actor?: Actor } => {
  const name = personIn(named) ?? /^(\S{1,100}) pushed branch /.exec(cut(summary, 600))?.[1] ?? links.map(({ title: label }) => /^(?:Merged by|Sender) - (\S{1,100})$/.exec(label)?.[1]).find((each) => each !== undefined);
  return name === undefined ? {} : { actor: { name: cut(name, 400), kind: /\[bot\]$|^(ansible|jenkins|github-actions|terraform)$/i.test(name) ? 'automation' : 'human', basis: 'sender' } };
};

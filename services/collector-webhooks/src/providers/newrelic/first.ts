import { factId, type AlertStatus } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, reject } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { classOf, cut, severityOfWord, title } from '../../provider/wording.js';
import type { Deployment, FirstAlert } from './schema.js';

/** Its text alone says how it stands: `[application name] alert opened`. */
const statusOf = (words: string): AlertStatus => {
  if (/\b(closed|ended|recovered|cancell?ed)\b/i.test(words)) return 'resolved';
  return /\backnowledged\b/i.test(words) ? 'acknowledged' : 'firing';
};

export const fromFirstAlert = (said: FirstAlert, { endpoint, receivedAt }: Delivery): Normalized => {
  const status = statusOf(cut(`${said.short_description ?? ''} ${said.long_description ?? ''}`, 1000));
  const at = instant(said.created_at) ?? receivedAt;
  const account = said.account_name ?? endpoint;
  const key = said.alert_url ?? said.application_name ?? '';
  return ok([alertSaid({
    id: factId('alert', 'newrelic', account, 'alert', key, status, at),
    of: ['newrelic', account, 'alert', key],
    status,
    class: classOf(said.message, said.long_description),
    severity: severityOfWord(said.severity) ?? 'medium',
    startsAt: at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    entities: said.application_name === undefined ? [] : [`service:${said.application_name}`, `newrelic:entity/${said.application_name}`],
    titles: [said.message, said.short_description, said.long_description],
    labels: { application: said.application_name, account: said.account_name, description: said.long_description },
    links: [['New Relic', said.alert_url]],
  })]);
};

/** Somebody recorded a deployment at New Relic. */
export const fromDeployment = (said: Deployment, { endpoint, receivedAt }: Delivery): Normalized => {
  const at = instant(said.created_at);
  if (at === undefined) return reject(`deployment.created_at is no time: ${cut(said.created_at, 60)}`);
  const account = said.account_name ?? endpoint;
  const url = said.deployment_url !== undefined && said.deployment_url.length <= 4000 && /^https?:\/\//.test(said.deployment_url) ? said.deployment_url : undefined;
  const revision = said.revision === undefined ? undefined : cut(said.revision, 200);
  const isCommit = /^[0-9a-f]{40}$/.test(revision ?? '');
  return ok([{
    kind: 'change',
    event: {
      id: factId('change', 'newrelic', account, 'deployment', url ?? JSON.stringify([said.application_name, at, revision])),
      parser: 1,
      updatedAt: at,
      source: { provider: 'newrelic', ...(account === undefined ? {} : { instance: cut(account, 400) }), ...(url === undefined ? {} : { url }) },
      kind: 'deployment',
      phase: 'succeeded',
      phases: [{ phase: 'succeeded', at }],
      occurredAt: at,
      observedAt: receivedAt,
      detectedBy: 'live',
      services: [],
      entities: [`service:${cut(said.application_name, 400)}`, `newrelic:entity/${cut(said.application_name, 400)}`],
      ...(said.deployed_by === undefined ? {} : { actor: { name: cut(said.deployed_by, 200), kind: 'unknown', basis: 'sender' } }),
      title: title(said.description ?? `Deployment of ${said.application_name}${revision === undefined ? '' : ` ${revision}`}`),
      diff: [],
      ...(revision === undefined ? {} : { revision: isCommit ? { commit: revision } : { version: revision } }),
      identities: isCommit ? [`commit:${revision}`] : [],
      links: url === undefined ? [] : [{ title: 'New Relic', url }],
      attributes: said.changelog === undefined ? {} : { changelog: cut(said.changelog, 2000) },
    },
  }]);
};

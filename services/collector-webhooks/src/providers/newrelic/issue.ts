import { factId, type AlertStatus } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import type { Issue } from './schema.js';

/** How an issue stands. Acknowledging has no state of its own: it is a time, or in the default template a user's action on an active issue. */
const statusOf = ({ state, trigger, acknowledgedAt }: Issue): AlertStatus | undefined => {
  switch (state.toUpperCase()) {
    case 'CREATED':
    case 'ACTIVATED':
    case 'ACTIVE':
    case 'OPEN': return instant(acknowledgedAt) !== undefined || trigger?.toUpperCase() === 'USER_ACTION' ? 'acknowledged' : 'firing';
    case 'ACKNOWLEDGED': return 'acknowledged';
    case 'CLOSED':
    case 'RESOLVED':
    case 'DEACTIVATED': return 'resolved';
    default: return undefined;
  }
};

/** One alert for the issue: it has one state, however many incidents it gathers. */
export const fromIssue = (said: Issue, { endpoint, receivedAt }: Delivery): Normalized => {
  const status = statusOf(said);
  if (status === undefined) return skip(`state ${cut(said.state, 60)} is not one we know`);
  const id = said.id ?? said.issueId ?? '';
  const account = said.accountId ?? /\/accounts\/(\d{1,20})\//.exec(cut(said.issueUrl ?? '', 500))?.[1] ?? endpoint;
  const created = instant(said.createdAt) ?? instant(said.activatedAt);
  const updated = instant(said.updatedAt);
  const at = { firing: updated ?? created, acknowledged: instant(said.acknowledgedAt) ?? updated, resolved: instant(said.closedAt) ?? updated }[status] ?? receivedAt;
  const names = [...new Set([...said.entityNames, ...said.impactedEntities])].filter((name) => name !== '');
  const isService = said.entityTypes.length > 0 && said.entityTypes.every((type) => /^(\w+[ _-])?(APPLICATION|SERVICE)([ _-]ENTITY)?$/i.test(type));
  return ok([alertSaid({
    // Created, activated and of another priority is one firing; an issue never opens again.
    id: factId('alert', 'newrelic', account, id, ...(status === 'firing' ? [] : [status])),
    of: ['newrelic', account, id],
    status,
    class: classOf(said.title, ...said.alertConditionNames.slice(0, 5)),
    severity: severityOfWord(said.priority) ?? 'medium',
    startsAt: created ?? at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(said.tags),
    cluster: clusterIn(said.tags),
    entities: [...(isService ? names.slice(0, 40).map((name) => `service:${name}`) : []), ...entitiesIn(said.tags), ...names.slice(0, 40).map((name) => `newrelic:entity/${name}`), ...said.entityGuids.slice(0, 20).map((guid) => `newrelic:entity/${guid}`)],
    titles: [said.title, said.alertConditionNames[0], `New Relic issue ${id}`],
    labels: {
      ...Object.fromEntries(Object.entries(said.tags).slice(0, 50)), issue: id, trigger: said.trigger, policy: said.alertPolicyNames.join(', '), condition: said.alertConditionNames.join(', '), query: said.nrqlQuery[0], owner: said.owner === 'N/A' ? undefined : said.owner,
      workflow: said.workflowName, description: said.conditionDescription[0], priority: said.priority,
    },
    links: [['New Relic', said.issueUrl], ['Runbook', said.runbookUrl[0]]],
  })]);
};

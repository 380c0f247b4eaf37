import { factId, type AlertStatus } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { instant } from '../../provider/instant.js';
import { clusterIn, entitiesIn, environmentIn } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import type { Incident } from './schema.js';

const states: Readonly<Record<string, AlertStatus>> = { open: 'firing', acknowledged: 'acknowledged', closed: 'resolved' };

/** An incident of the alert channels that New Relic had before workflows. */
export const fromIncident = (said: Incident, { endpoint, receivedAt }: Delivery): Normalized => {
  const state = said.current_state.toLowerCase();
  const status = Object.hasOwn(states, state) ? states[state] : undefined;
  if (status === undefined) return skip(`state ${cut(said.current_state, 60)} is not one we know`);
  const account = said.account_id ?? /\/accounts\/(\d{1,20})\//.exec(cut(said.incident_url ?? '', 500))?.[1] ?? endpoint;
  const at = instant(said.timestamp) ?? receivedAt;
  const targets = (said.targets ?? []).slice(0, 40);
  const labels = Object.assign({}, ...targets.map((target) => target.labels)) as Record<string, string>;
  return ok([alertSaid({
    id: factId('alert', 'newrelic', account, 'incident', said.incident_id, ...(status === 'firing' ? [] : [status])),
    of: ['newrelic', account, 'incident', said.incident_id],
    status,
    class: classOf(said.condition_name, said.details),
    severity: severityOfWord(said.severity) ?? 'medium',
    startsAt: at,
    endsAt: at,
    updatedAt: at,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), ...targets.flatMap(({ name, type, product }) => (name === undefined ? [] : [...(/^(application|service)$/i.test(type ?? '') && product !== 'TESTING' ? [`service:${name}`] : []), `newrelic:entity/${name}`]))],
    titles: [said.details, said.condition_name, `New Relic incident ${said.incident_id}`],
    labels: { ...labels, incident: said.incident_id, policy: said.policy_name, condition: said.condition_name, account: said.account_name, owner: said.owner, severity: said.severity },
    links: [['New Relic', said.incident_url], ['Runbook', said.runbook_url], ['Chart', said.violation_chart_url], ['Target', targets[0]?.link]],
  })]);
};

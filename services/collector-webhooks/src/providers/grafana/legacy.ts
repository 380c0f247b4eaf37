import { factId, type AlertStatus, type Severity } from '@culprit/domain';
import { alertSaid } from '../../provider/alert.js';
import { type Delivery, type Normalized, ok, skip } from '../../provider/contract.js';
import { clusterIn, entitiesIn, environmentIn, firstOf } from '../../provider/labels.js';
import { classOf, cut, severityOfWord } from '../../provider/wording.js';
import type { Legacy } from './schema.js';

const states: Readonly<Record<string, { status: AlertStatus; severity: Severity }>> = {
  alerting: { status: 'firing', severity: 'high' },
  no_data: { status: 'firing', severity: 'medium' },
  ok: { status: 'resolved', severity: 'medium' },
};

/** One alert for the rule: it had one state, however many series matched. */
export const fromLegacy = (said: Legacy, { endpoint, receivedAt }: Delivery): Normalized => {
  const word = said.state?.toLowerCase() ?? '';
  const state = Object.hasOwn(states, word) ? states[word] : undefined;
  if (state === undefined) return skip(`state ${cut(word || 'unknown', 60)} says neither that it fires nor that it ended`);
  const matches = said.evalMatches ?? [];
  // The rule's own tags were chosen for this; a label that all that matches has in common tells as much.
  const labels = { ...common(matches.map(({ tags }) => tags)), ...said.tags };
  const host = /^https?:\/\/([\w.-]{1,200}(?::\d{1,5})?)/i.exec(said.ruleUrl ?? '')?.[1];
  const instance = host === undefined || /^(localhost|127\.)/.test(host) ? endpoint : host;
  const rule = said.ruleId ?? said.ruleName ?? said.ruleUrl ?? '';
  const org = said.orgId === undefined || said.orgId === '1' ? [] : [said.orgId];
  return ok([alertSaid({
    // It tells no time at all, so when it came is its time.
    id: factId('alert', 'grafana', instance, 'rule', rule, ...org, state.status, receivedAt),
    of: ['grafana', instance, 'rule', rule, ...org],
    status: state.status,
    class: word === 'no_data' ? 'availability' : classOf(said.ruleName, said.message, ...matches.map(({ metric }) => metric).slice(0, 5)),
    severity: severityOfWord(firstOf(said.tags, 'severity', 'priority')) ?? state.severity,
    startsAt: receivedAt,
    endsAt: receivedAt,
    updatedAt: receivedAt,
    observedAt: receivedAt,
    environment: environmentIn(labels),
    cluster: clusterIn(labels),
    entities: [...entitiesIn(labels), said.ruleId === undefined ? undefined : `grafana:rule/${said.ruleId}`, said.ruleName === undefined ? undefined : `grafana:alert/${said.ruleName}`],
    titles: [said.ruleName, said.title, said.message],
    labels: { ...labels, state: word, message: said.message, values: matches.slice(0, 20).map(({ metric = '', value = '' }) => `${metric}=${value}`).join(', ') },
    links: [['Grafana', said.ruleUrl]],
  })]);
};

const common = (tables: readonly Readonly<Record<string, string>>[]): Record<string, string> =>
  Object.fromEntries(Object.entries(tables[0] ?? {}).filter(([key, value]) => tables.every((table) => table[key] === value)));

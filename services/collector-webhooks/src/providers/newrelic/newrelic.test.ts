import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mergeAlert, type Alert } from '@culprit/domain';
import { normalize } from './normalize.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (body: unknown) => normalize({ headers: {}, body, endpoint: undefined, receivedAt, settings: undefined });
const alertOf = (body: unknown): Alert => {
  const said = say(body);
  if (said.is !== 'ok' || said.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(said));
  return { environment: 'default', ...said.events[0].event } as Alert;
};
const START = 1_768_471_200_000;
const issue = { id: '208c5e92', issueUrl: 'https://radar-api.service.newrelic.com/accounts/7/issues/0ea2?notifier=WEBHOOK', title: 'Checkout query result is > 2.0', priority: 'CRITICAL', impactedEntities: ['checkout'], state: 'CREATED', trigger: 'INCIDENT_ADDED', createdAt: START, updatedAt: START };
const then = (over: object, minutes = 0) => alertOf({ ...issue, updatedAt: START + minutes * 60_000, ...over });

describe('an issue', () => {
  it('created, activated and of another priority is one firing', () => {
    const all = [then({}), then({ state: 'ACTIVATED', trigger: 'STATE_CHANGE' }, 1), then({ state: 'ACTIVATED', trigger: 'PRIORITY_CHANGED', priority: 'HIGH' }, 2)];
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.reduce(mergeAlert)).toMatchObject({ status: 'firing', severity: 'high', startsAt: '2026-01-15T10:00:00.000Z', fingerprint: 'newrelic:7:208c5e92', entities: ['newrelic:entity/checkout'] });
  });

  it('is acknowledged by its time, or by a user\'s action where the default template tells no more', () => {
    const [plain, told] = [then({ state: 'ACTIVATED', trigger: 'USER_ACTION' }, 2), then({ state: 'ACTIVATED', acknowledgedAt: START + 120_000 }, 2)];
    expect([plain.status, told.status, plain.id === told.id]).toEqual(['acknowledged', 'acknowledged', true]);
    expect(told.startsAt).toBe('2026-01-15T10:00:00.000Z');
  });

  it('ends once, at the time it was closed', () => {
    expect(then({ state: 'CLOSED', trigger: 'INCIDENT_CLOSED', closedAt: START + 600_000, acknowledgedAt: START + 1 }, 11)).toMatchObject({ status: 'resolved', endsAt: '2026-01-15T10:10:00.000Z', fingerprint: then({}).fingerprint });
    expect(say({ ...issue, state: 'DREAMING' })).toMatchObject({ is: 'skip' });
  });

  it('names entities as a list or as text', () => {
    expect(then({ impactedEntities: 'checkout, cart' }).entities).toEqual(['newrelic:entity/checkout', 'newrelic:entity/cart']);
  });
});

it('the template names services, environment and runbook', () => {
  const values: Record<string, unknown> = {
    issueId: 'i-1', issuePageUrl: 'https://radar-api.service.newrelic.com/accounts/7/issues/i-1', 'annotations.title.[0]': 'Error rate of "checkout" is high', priority: 'HIGH', state: 'ACTIVATED', triggerEvent: 'STATE_CHANGE', createdAt: START, updatedAt: START,
    acknowledgedAt: null, closedAt: null, owner: 'N/A', nrAccountId: 7, 'entitiesData.names': ['checkout'], 'entitiesData.ids': ['MXxBUE18'], 'entitiesData.types': ['APPLICATION'], 'accumulations.tag': { environment: ['prod'], namespace: ['shop'], deployment: ['checkout'], team: ['a', 'b'] },
    'accumulations.policyName': ['Golden Signals'], 'accumulations.conditionName': ['Errors'], 'accumulations.conditionDescription': [], 'accumulations.nrqlQuery': ['SELECT 1'], 'accumulations.runbookUrl': ['https://wiki.acme.example/r'], workflowName: 'w',
  };
  const rendered = readFileSync(join(import.meta.dirname, 'template.hbs'), 'utf8').replaceAll(/\{\{ json (\S+) \}\}/g, (_, name: string) => {
    expect(Object.keys(values)).toContain(name);
    return JSON.stringify(values[name]);
  });
  expect(alertOf(JSON.parse(rendered))).toMatchObject({
    environment: 'prod', severity: 'high', class: 'errors', entities: ['service:checkout', 'shop/deployment/checkout', 'newrelic:entity/checkout', 'newrelic:entity/MXxBUE18'], links: [{ title: 'New Relic' }, { title: 'Runbook', url: 'https://wiki.acme.example/r' }], labels: { query: 'SELECT 1' },
  });
});

it('an incident of the alert channels goes from open to closed under one fingerprint', () => {
  const incident = { incident_id: 1234, condition_name: 'Server Down', details: 'Response time > 5 s', policy_name: 'p', incident_url: 'https://alerts.newrelic.com/accounts/29/incidents/1234', severity: 'CRITICAL', targets: [{ id: '1', name: 'checkout', type: 'Application', product: 'APM', labels: { env: 'prod' } }] };
  const all = ['open', 'acknowledged', 'closed'].map((current_state, i) => alertOf({ ...incident, current_state, timestamp: START + i * 60_000 }));
  expect(all.map(({ status }) => status)).toEqual(['firing', 'acknowledged', 'resolved']);
  expect(new Set(all.map(({ fingerprint }) => fingerprint))).toEqual(new Set(['newrelic:29:incident:1234']));
  expect(all[0]).toMatchObject({ severity: 'critical', class: 'latency', environment: 'prod', entities: ['service:checkout', 'newrelic:entity/checkout'] });
  expect(alertOf({ ...incident, current_state: 'open', timestamp: '1969-12-31 23:59:55' }).startsAt).toBe(receivedAt);
});

describe('the first webhooks, as a form', () => {
  it('tell a deployment', () => {
    const deployment = JSON.stringify({ created_at: '2013-07-23T20:14:25Z', deployed_by: 'Zulip Test', revision: '1242', description: 'Description sent via curl', application_name: 'Test App', account_name: 'Zulip Test', deployment_url: 'https://rpm.newrelic.com/accounts/382116/applications/2135922/deployments/679885' });
    expect(say({ deployment })).toMatchObject({ events: [{ kind: 'change', event: { kind: 'deployment', occurredAt: '2013-07-23T20:14:25.000Z', entities: ['service:Test App', 'newrelic:entity/Test App'], revision: { version: '1242' }, actor: { name: 'Zulip Test' }, title: 'Description sent via curl' } }] });
    expect(say({ deployment: '{' })).toMatchObject({ is: 'reject' });
  });

  it('tell an alert and its end', () => {
    const alert = { created_at: '2013-07-23T20:14:15+00:00', application_name: 'Application name', severity: 'critical', message: 'Apdex score fell below critical level of 0.90', short_description: '[application name] alert opened', alert_url: 'https://rpm.newrelic.com/accounts/1/incidents/2' };
    const [opened, ended] = [alertOf({ alert: JSON.stringify(alert) }), alertOf({ alert: JSON.stringify({ ...alert, short_description: '[application name] alert ended' }) })];
    expect([opened.status, ended.status, opened.class, opened.severity]).toEqual(['firing', 'resolved', 'latency', 'critical']);
    expect(ended.fingerprint).toBe(opened.fingerprint);
  });
});

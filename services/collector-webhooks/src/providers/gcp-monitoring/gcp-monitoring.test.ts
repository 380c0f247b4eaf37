import { describe, expect, it } from '@jest/globals';
import type { Alert } from '@culprit/domain';
import { normalize } from './normalize.js';

const receivedAt = '2026-01-15T10:30:00.000Z';
const say = (incident: object, version = '1.2') => normalize({ headers: {}, body: { version, incident }, endpoint: undefined, receivedAt, settings: undefined });
const alertOf = (...said: Parameters<typeof say>): Alert => {
  const normalized = say(...said);
  if (normalized.is !== 'ok' || normalized.events[0]?.kind !== 'alert') throw new Error(JSON.stringify(normalized));
  return { environment: 'default', ...normalized.events[0].event } as Alert;
};
const incident = { incident_id: '0.opq', scoping_project_id: 'acme-prod', state: 'open', started_at: 1_768_471_200, ended_at: null, summary: 'CPU is above', policy_name: 'CPU', condition: { name: 'projects/acme-prod/alertPolicies/4416/conditions/1' } };

describe('an incident', () => {
  it('opens, is told again and closes', () => {
    const [opened, again, closed] = [alertOf(incident), alertOf(incident), alertOf({ ...incident, state: 'closed', ended_at: 1_768_471_800 })];
    expect(again).toEqual(opened);
    expect(opened).toMatchObject({ fingerprint: 'gcp-monitoring:acme-prod:0.opq', startsAt: '2026-01-15T10:00:00.000Z', entities: ['gcp:alert-policy/4416'], class: 'saturation', severity: 'medium' });
    expect(closed).toMatchObject({ status: 'resolved', endsAt: '2026-01-15T10:10:00.000Z', fingerprint: opened.fingerprint });
    expect(say({ ...incident, state: 'dreaming' })).toMatchObject({ is: 'skip' });
  });

  it.each([
    [{ type: 'cloud_run_revision', labels: { service_name: 'checkout', revision_name: 'checkout-00042' } }, {}, ['service:checkout', 'gcp:cloud-run-revision/checkout', 'gcp:alert-policy/4416']],
    [{ type: 'k8s_container', labels: { namespace_name: 'shop', pod_name: 'checkout-7d9f8b6c5-x2x4z', cluster_name: 'prod-eu' } }, {}, ['shop/deployment/checkout', 'gcp:alert-policy/4416']],
    [{ type: 'k8s_pod', labels: { namespace_name: 'shop', pod_name: 'db-0' } }, { top_level_controller_type: 'StatefulSet', top_level_controller_name: 'db' }, ['shop/statefulset/db', 'gcp:alert-policy/4416']],
    [{ type: 'gce_instance', labels: { instance_id: '897', zone: 'us-central1-c' } }, {}, ['gcp:alert-policy/4416']],
    [{ type: 'cloudsql_database', labels: { database_id: 'acme:main' } }, {}, ['gcp:cloudsql-database/acme:main', 'gcp:alert-policy/4416']],
    [{ type: 'constructor', labels: {} }, {}, ['gcp:alert-policy/4416']],
  ])('about %j is about lasting things', (resource, system_labels, entities) => expect(alertOf({ ...incident, resource, metadata: { system_labels, user_labels: {} } }).entities).toEqual(entities));

  it('is where its labels say', () => {
    expect(alertOf({ ...incident, severity: 'CRITICAL', resource: { type: 'k8s_container', labels: { cluster_name: 'prod-eu' } }, policy_user_labels: { env: 'prod', service: 'cart' } })).toMatchObject({ cluster: 'prod-eu', environment: 'prod', severity: 'critical', entities: ['service:cart', 'gcp:alert-policy/4416'] });
  });

  it('of the test button ends by itself, and one without a time began when it came', () => {
    expect(alertOf(incident, 'test')).toMatchObject({ severity: 'info', expiresAfter: 'PT15M' });
    expect(alertOf({ ...incident, started_at: 0, ended_at: 0, state: 'OPEN' })).toMatchObject({ status: 'firing', startsAt: receivedAt });
  });
});

import { describe, expect, it } from '@jest/globals';
import { callIn, entitiesIn, spoken } from './labels.js';

describe('what labels speak of', () => {
  it.each([
    [{ service: 'checkout', namespace: 'shop', deployment: 'checkout', pod: 'checkout-7d9f8b6c5-x2x4z' }, ['service:checkout', 'shop/deployment/checkout']],
    [{ namespace: 'shop', pod: 'checkout-api-7d9f8b6c5-x2x4z', container: 'app' }, ['shop/deployment/checkout-api']],
    // A StatefulSet's, a Job's and a bare pod say nothing for certain of who owns them.
    [{ namespace: 'shop', pod: 'postgres-0' }, []],
    [{ namespace: 'shop', pod: 'migrate-x2x4z' }, []],
    // kube-state-metrics tells of others.
    [{ namespace: 'shop', service: 'prometheus-kube-state-metrics', job: 'kube-state-metrics', statefulset: 'postgres' }, ['shop/statefulset/postgres']],
    [{ namespace: 'shop', workload: 'rest-api', workload_type: 'Deployment' }, ['shop/deployment/rest-api']],
    [{ app: 'web', host: 'andromeda', instance: '10.0.0.1:9100' }, ['service:web']],
    [{ deployment: 'nowhere' }, []],
    // a mesh tells who called whom, and names what measured it as well
    [{ source_workload: 'checkout', destination_service_name: 'payments', namespace: 'shop', pod: 'checkout-7d9f8b6c5-x2x4z', app: 'istio-proxy' }, ['service:payments']],
    [{ client: 'checkout', server: 'payments', service: 'tempo' }, ['service:payments']],
  ])('%j: %j', (labels, entities) => expect(entitiesIn(labels as Record<string, string>)).toEqual(entities));
});

describe('who calls whom', () => {
  it.each([
    [{ source_canonical_service: 'checkout', source_workload: 'checkout-v2', destination_canonical_service: 'payments', destination_workload: 'payments-v1' }, { from: 'checkout', to: 'payments' }],
    [{ client: 'checkout', server: 'payments' }, { from: 'checkout', to: 'payments' }],
    [{ source_workload: 'unknown', destination_workload: 'payments' }, undefined],
    [{ source_workload: 'payments', destination_workload: 'payments' }, undefined],
    [{ destination_workload: 'payments' }, undefined],
    [{ client: 'user', server: 'front' }, undefined],
    [{ client: 'acme corp.', server: 'db1.prod.example:5432' }, undefined],
    [{ service: 'checkout' }, undefined],
  ])('%j: %j', (labels, call) => expect(callIn(labels as Record<string, string>)).toEqual(call));
});

it('names of many words are spoken as such', () => {
  expect(['KubePodCrashLooping', 'disk_space_low', 'High CPU', undefined].map(spoken)).toEqual(['Kube Pod Crash Looping', 'disk space low', 'High CPU', '']);
});

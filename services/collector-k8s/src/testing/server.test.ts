import { afterEach, describe, expect, it } from '@jest/globals';
import { deploymentManifest } from './deployment.js';
import { startListWatchServer, type ListWatchServer } from './server.js';

let server: ListWatchServer;
afterEach(() => server.close());
const path = '/apis/apps/v1/deployments';

describe('the list/watch server', () => {
  it('raises the generation for a new spec alone, and keeps who owns what', async () => {
    server = await startListWatchServer({ rollOut: 'by-hand' });
    const first = server.apply(deploymentManifest('api', { replicas: 50 }), { manager: 'argocd-controller', operation: 'Apply', time: '2026-01-15T00:00:00.500Z' });
    const ready = server.setStatus('shop', 'api', {});
    const scaled = server.scale('shop', 'api', 5, { time: '2026-01-15T09:59:00Z' });
    expect([first, ready, scaled].map((o) => o.metadata.generation)).toEqual([1, 1, 2]);
    expect(first.metadata.creationTimestamp).toBe('2026-01-15T00:00:00Z');
    expect(Number(scaled.metadata.resourceVersion)).toBeGreaterThan(Number(ready.metadata.resourceVersion));
    expect(scaled.metadata.managedFields.find((e) => e.subresource === 'scale')).toMatchObject({ manager: 'kubectl', time: '2026-01-15T09:59:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {} } } });
    expect(scaled.metadata.managedFields.find((e) => e.manager === 'argocd-controller')?.fieldsV1['f:spec']?.['f:replicas']).toBeUndefined();
  });

  it('pages over one moment, and forgets it when compacted', async () => {
    server = await startListWatchServer();
    for (const name of ['a', 'b', 'c']) server.apply(deploymentManifest(name));
    const get = async (query: string) => {
      const answer = await fetch(`${server.url}${path}?${query}`);
      return { status: answer.status, body: (await answer.json()) as { items?: { metadata: { name: string } }[]; metadata: { continue?: string } } };
    };
    const one = await get('limit=2');
    server.apply(deploymentManifest('d'));
    const two = await get(`limit=2&continue=${one.body.metadata.continue}`);
    expect([one, two].map((page) => page.body.items?.map((o) => o.metadata.name))).toEqual([['a', 'b'], ['c']]);
    server.compact();
    expect((await get(`limit=2&continue=${one.body.metadata.continue}`)).status).toBe(410);
  });

  it('answers what it does not serve', async () => {
    server = await startListWatchServer({ token: 'good' });
    expect((await fetch(`${server.url}${path}`)).status).toBe(401);
    expect((await fetch(`${server.url}/api/v1/pods`, { headers: { authorization: 'Bearer good' } })).status).toBe(404);
  });
});

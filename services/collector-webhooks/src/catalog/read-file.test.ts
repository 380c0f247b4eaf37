import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildCatalog, Environments, resolveSubject, shippedEnvironments, type Service } from '@culprit/domain';
import type { Told } from './entry.js';
import { readCatalogFile } from './read-file.js';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const read = (text: string, environments = shippedEnvironments) => readCatalogFile('c.yaml', text, environments);
const told = (text: string, environments = shippedEnvironments): readonly Told[] => {
  const answer = read(text, environments);
  if (!answer.ok) throw new Error(answer.error);
  return answer.value;
};
const fault = (text: string): string => {
  const answer = read(text);
  return answer.ok ? 'no fault' : answer.error;
};

describe('a list of services', () => {
  it('says what the Service event holds, environments under their one name', () => {
    expect(told(fixture('catalog.yaml'))).toEqual([
      {
        name: 'checkout', environment: 'production', aliases: ['Checkout (prod)', 'checkout-api', 'shop/deployment/checkout-v2'],
        owns: ['launchdarkly:flag/acme/checkout-*', 'statuspage:component/Stripe API'], owner: 'team-shop', system: 'shop', links: [{ title: 'Runbook', url: 'https://runbooks.example/checkout' }],
        repositories: ['acme/checkout'], images: ['ghcr.io/acme/checkout'], dependsOn: ['payments'],
        workloads: [{ cluster: 'eu-1', namespace: 'shop', kind: 'Deployment', name: 'checkout-v2', health: 'UNKNOWN', images: [] }],
      },
      { name: 'payments', aliases: [], owns: [], links: [], repositories: [], images: [], dependsOn: [], workloads: [] },
    ]);
    expect(told('- name: a\n', Environments.parse([{ name: 'main' }]))).toMatchObject([{ environment: 'main' }]);
    expect(told('[]')).toEqual([]);
    expect(told('- name: a\n---\n- name: a\n  environment: staging\n')).toHaveLength(2);
  });

  it.each([
    ['a misspelt key', '- name: a\n  alias: [b]\n', 'c.yaml, line 2, [0].alias: no such key'],
    ['one further in', '- name: a\n  links:\n    - title: x\n      url: y\n      icon: z\n', 'c.yaml, line 5, [0].links[0].icon: no such key'],
    ['whose word it is', '- name: a\n  source: me\n', 'c.yaml, line 2, [0].source: no such key'],
    ['a wrong type', '- name: a\n- name: b\n  dependsOn: c\n', 'c.yaml, line 3, [1].dependsOn: expected array, received string'],
    ['no name', '- owner: a\n', 'c.yaml, line 1, [0].name: missing, expected string'],
    ['a number for a name', '- name: 7\n', 'c.yaml, line 1, [0].name: expected string, received number'],
    ['a service twice', '- name: a\n  environment: prod\n- name: a\n  environment: production\n', 'c.yaml, line 3, [1].name: a stands on line 1 already'],
    ['a service in two lists', '- name: a\n---\n- name: a\n', 'c.yaml, line 3, [0].name: a stands in another list'],
    ['a service without a list', 'name: a\n', 'c.yaml, line 1: neither a list of services'],
    ['Kubernetes', 'apiVersion: v1\nkind: Service\n', 'c.yaml, line 1: neither'],
    ['nothing', '\n', 'c.yaml is empty'],
    ['half a line', '- name: a\n  aliases: [b', 'c.yaml, line 2: not YAML'],
  ])('%s is told in one sentence', (_, text, sentence) => expect(fault(text)).toContain(sentence));
});

describe('descriptors of Backstage', () => {
  const services = told(fixture('catalog-info.yaml'));
  const of = (name: string): Told | undefined => services.find((service) => service.name === name);

  it('say names, owner, system, links and what depends on what', () => {
    expect(services.map(({ name }) => name)).toEqual(['checkout', 'stock', 'orders-db', 'billing/ledger']);
    expect(of('checkout')).toEqual({
      name: 'checkout', owner: 'team-shop', system: 'shop',
      aliases: ['Checkout (prod)', 'checkout-k8s', 'checkout-app', 'service:checkout-svc', 'api:default/checkout-api'],
      owns: [
        'argocd:application/checkout-eu', 'argocd:application/checkout-us', 'pagerduty:service/PX1234', 'sentry:project/checkout-web', 'jenkins:job/shop/checkout/deploy',
        'launchdarkly:flag/shop/*', 'launchdarkly:segment/shop/*', 'circleci:project/gh/acme/checkout',
      ],
      links: [{ title: 'Runbook', url: 'https://runbooks.example/checkout' }, { title: 'https://chat.example/shop', url: 'https://chat.example/shop' }, { title: 'Datadog', url: 'https://app.datadoghq.eu/dashboard/abc' }],
      repositories: ['acme/checkout', 'acme/shop/checkout', 'acme/shop'],
      images: [], workloads: [], dependsOn: ['payments', 'orders-db', 'billing/ledger', 'api:default/stock-api'],
    });
    expect(of('stock')).toMatchObject({ owner: 'mara', aliases: ['api:default/stock-api'], dependsOn: ['orders-db'] });
    expect(of('orders-db')).toMatchObject({ owner: 'team-data', dependsOn: [] });
    expect(of('billing/ledger')).toMatchObject({ owner: 'billing/team-billing', system: 'money' });
  });

  it('name things as their senders do', () => {
    const catalog = buildCatalog(services.map((each): Service => ({ ...each, source: 'file:x', observedAt: '2026-01-15T10:00:00.000Z' })));
    const found = (entity: string): readonly string[] => resolveSubject(catalog, { services: [], entities: [entity], environment: 'production' }).services;
    for (const entity of ['acme/checkout', 'Checkout (prod)', 'pagerduty:service/PX1234', 'jenkins:job/shop/checkout/deploy', 'launchdarkly:flag/shop/dark-mode', 'launchdarkly:segment/shop/beta-users', 'argocd:application/checkout-us', 'service:checkout-svc']) {
      expect([entity, found(entity)]).toEqual([entity, ['checkout']]);
    }
    expect(found('api:default/stock-api')).toEqual(['stock']);
  });

  it.each([
    ['no name', 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  title: x\n', 'c.yaml, line 3, metadata.name: missing'],
    ['a wrong type', 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: a }\nspec:\n  dependsOn: component:b\n', 'c.yaml, line 5, spec.dependsOn: expected array, received string'],
    ['in the second document', 'apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: { name: a }\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: [b]\n', 'c.yaml, line 8, metadata.name: expected string'],
    ['more than an event holds', `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    pagerduty.com/service-id: ${Array.from({ length: 1001 }, (_, i) => `P${i}`).join()}\n`, 'c.yaml: a: owns: '],
    ['a list that says the same', 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: a }\n---\n- name: a\n', 'c.yaml: a is both listed and a Backstage entity'],
  ])('%s is told in one sentence', (_, text, sentence) => expect(fault(text)).toContain(sentence));

  it.each([
    ['backstage.io/source-location', 'url:https://gitlab.com/acme/shop/cart/-/tree/main/', { repositories: ['acme/shop/cart'] }],
    ['backstage.io/source-location', 'url:https://github.com/acme/cart.git', { repositories: ['acme/cart'] }],
    ['backstage.io/source-location', 'dir:.', { repositories: [] }],
    ['backstage.io/kubernetes-label-selector', 'app=cart', { aliases: [] }],
    ['backstage.io/kubernetes-label-selector', 'app.kubernetes.io/name=cart,component=web', { aliases: [] }],
    ['backstage.io/kubernetes-label-selector', "'app.kubernetes.io/name in (cart)'", { aliases: [] }],
    ['datadoghq.com/dashboard-url', 'javascript:alert(1)', { links: [] }],
    ['pagerduty.com/service-id', '123', { owns: ['pagerduty:service/123'] }],
  ])('%s: %s', (key, value, expected) =>
    expect(told(`apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    ${key}: ${value}\n`)[0]).toMatchObject(expected));
});

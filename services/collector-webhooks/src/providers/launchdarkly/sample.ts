import type { Provider } from '../../provider/contract.js';

const flag = (on: boolean) => ({
  key: 'new-checkout', variations: [{ value: true, name: 'on' }, { value: false, name: 'off' }], tags: ['service.checkout'], archived: false,
  environments: { production: { on, targets: [], rules: [], fallthrough: { variation: 0 }, offVariation: 1, prerequisites: [], archived: false } },
});

/** A flag is turned on in production. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    _id: `sample-${Date.parse(at)}`, date: Date.parse(at), kind: 'flag', name: 'New checkout', titleVerb: 'turned on the flag', description: '* Turned the flag on',
    accesses: [{ action: 'updateOn', resource: 'proj/shop:env/production:flag/new-checkout' }], member: { email: 'ann@acme.example', firstName: 'Ann', lastName: 'Example' },
    _links: { site: { href: '/shop/production/features/new-checkout', type: 'text/html' } }, previousVersion: flag(false), currentVersion: flag(true),
  },
});

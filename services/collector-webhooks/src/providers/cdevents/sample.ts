import type { Provider } from '../../provider/contract.js';

/** A service was deployed. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json' },
  body: {
    context: { specversion: '0.5.0', id: `sample-${Date.parse(at)}`, source: '/sample/pipeline', type: 'dev.cdevents.service.deployed.0.3.0', timestamp: at },
    subject: {
      id: 'checkout', source: '/sample/pipeline',
      content: { environment: { id: 'production' }, artifactId: 'pkg:oci/checkout@sha256%3A0b31b1c02ff458ad9b7b81cbdf8f028bd54699fa151f221d1e8de6817db93427?repository_url=registry.acme.example/shop/checkout&tag=1.2.0' },
    },
  },
});

import type { Provider } from '../../provider/contract.js';

/** A deploy job has ended. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: {
    name: 'deploy', display_name: 'deploy', url: 'job/shop/job/deploy/',
    build: {
      full_url: 'https://ci.acme.example/job/shop/job/deploy/18/', number: 18, queue_id: 42, timestamp: Date.parse(at), duration: 60_000, phase: 'FINALIZED', status: 'SUCCESS', url: 'job/shop/job/deploy/18/',
      scm: { url: 'https://github.com/acme/checkout-api.git', branch: 'origin/main', commit: 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c', changes: [], culprits: [] },
      parameters: { SERVICE: 'checkout', ENV: 'production', VERSION: '1.42.0' }, log: '', notes: '', artifacts: {},
    },
  },
});

import type { Provider } from '../../provider/contract.js';

/** A workflow on the default branch has ended well. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'circleci-event-type': 'workflow-completed' },
  body: {
    type: 'workflow-completed', id: '3888f21b-eaa7-38e3-8f3d-75a63bba8895', happened_at: at, webhook: { id: 'cf8c4fdd-0587-4da1-b4ca-4846e9640af9', name: 'Culprit' },
    project: { id: '84996744-a854-4f5e-aea3-04e2851dc1d2', name: 'checkout-api', slug: 'github/acme/checkout-api' }, organization: { id: 'f22b6566-597d-46d5-ba74-99ef5bb3d85c', name: 'acme' },
    workflow: { id: 'fda08377-fe7e-46b1-8992-3a7aaecac9c3', name: 'build-test-deploy', created_at: at, stopped_at: at, url: 'https://app.circleci.com/pipelines/github/acme/checkout-api/130', status: 'success' },
    pipeline: {
      id: '1285fe1d-d3a6-44fc-8886-8979558254c4', number: 130, created_at: at, trigger: { type: 'webhook' },
      vcs: { provider_name: 'github', target_repository_url: 'https://github.com/acme/checkout-api', revision: 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c', branch: 'main', commit: { subject: 'A sample', author: { name: 'Octo Cat' } } },
    },
  },
});

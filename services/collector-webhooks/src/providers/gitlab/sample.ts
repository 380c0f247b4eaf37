import type { Provider } from '../../provider/contract.js';

/** A deployment to production succeeds. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'x-gitlab-event': 'Deployment Hook', 'idempotency-key': `sample-${Date.parse(at)}` },
  body: {
    object_kind: 'deployment', status: 'success', status_changed_at: at, deployment_id: Date.parse(at), deployable_id: 1, deployable_url: 'https://gitlab.com/acme/shop/checkout/-/jobs/1',
    environment: 'production', environment_tier: 'production', environment_slug: 'production', environment_external_url: 'https://checkout.acme.example',
    project: { id: 1, name: 'checkout', web_url: 'https://gitlab.com/acme/shop/checkout', namespace: 'shop', path_with_namespace: 'acme/shop/checkout', default_branch: 'main' },
    short_sha: 'd0a7c1f5', user: { id: 1, name: 'Octo Cat', username: 'octocat' }, user_url: 'https://gitlab.com/octocat',
    commit_url: 'https://gitlab.com/acme/shop/checkout/-/commit/d0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c', commit_title: 'A sample deployment', ref: 'main',
  },
});

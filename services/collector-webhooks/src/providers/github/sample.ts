import type { Provider } from '../../provider/contract.js';

const SHA = 'd0a7c1f5b3e94c2689a1f04e7b6c5d3e2f1a0b9c';
const BEFORE = '6f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c';

/** A push to the default branch. */
export const sample: Provider['sample'] = (at) => ({
  headers: { 'content-type': 'application/json', 'x-github-event': 'push', 'x-github-delivery': `sample-${Date.parse(at)}` },
  body: {
    ref: 'refs/heads/main', before: BEFORE, after: SHA, compare: `https://github.com/acme/checkout-api/compare/${BEFORE.slice(0, 12)}...${SHA.slice(0, 12)}`,
    commits: [], head_commit: { id: SHA, message: 'A sample push', timestamp: at, url: `https://github.com/acme/checkout-api/commit/${SHA}`, author: { name: 'Octo Cat', username: 'octocat' } },
    repository: { full_name: 'acme/checkout-api', name: 'checkout-api', html_url: 'https://github.com/acme/checkout-api', default_branch: 'main', pushed_at: Math.floor(Date.parse(at) / 1000) },
    pusher: { name: 'octocat' }, sender: { login: 'octocat', type: 'User' },
  },
});
